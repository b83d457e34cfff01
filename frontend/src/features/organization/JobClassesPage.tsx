import { t } from "@lingui/core/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useCan } from "../accounts/session";
import { CodeTitlePage, type CodeTitleRow } from "./CodeTitlePage";
import { CreateClassPanel } from "./CreateClassPanel";
import { EditCodeTitlePanel } from "./EditCodeTitlePanel";
import { allJobClasses } from "./queries";

export function JobClassesPage() {
  const { data } = useSuspenseQuery(allJobClasses);
  const mayManage = useCan("organization:manage");
  const [edited, setEdited] = useState<CodeTitleRow>();
  return (
    <>
      <CodeTitlePage
        title={t`Job classes`}
        active="classes"
        rows={data.items}
        create={mayManage && <CreateClassPanel isMain />}
        about={t`A job class groups positions that share duties and requirements. Create the first one.`}
        path="/job-classes"
        onEdit={mayManage ? setEdited : undefined}
      />
      {edited && (
        <EditCodeTitlePanel
          kind="job class"
          row={edited}
          onClose={() => {
            setEdited(undefined);
          }}
        />
      )}
    </>
  );
}
