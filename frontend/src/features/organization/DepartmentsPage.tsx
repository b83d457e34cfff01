import { t } from "@lingui/core/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useCan } from "../accounts/session";
import { CodeTitlePage, type CodeTitleRow } from "./CodeTitlePage";
import { CreateDepartmentPanel } from "./CreateDepartmentPanel";
import { EditCodeTitlePanel } from "./EditCodeTitlePanel";
import { allDepartments } from "./queries";

export function DepartmentsPage() {
  const { data } = useSuspenseQuery(allDepartments);
  const mayManage = useCan("organization:manage");
  const [edited, setEdited] = useState<CodeTitleRow>();
  return (
    <>
      <CodeTitlePage
        title={t`Departments`}
        active="departments"
        rows={data.items}
        create={mayManage && <CreateDepartmentPanel isMain />}
        about={t`A department asks for people and appoints them. Create the first one.`}
        path="/departments"
        onEdit={mayManage ? setEdited : undefined}
      />
      {edited && (
        <EditCodeTitlePanel
          kind="department"
          row={edited}
          onClose={() => {
            setEdited(undefined);
          }}
        />
      )}
    </>
  );
}
