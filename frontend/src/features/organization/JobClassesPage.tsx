import { t } from "@lingui/core/macro";
import { useSuspenseQuery } from "@tanstack/react-query";

import { useCan } from "../accounts/session";
import { CodeTitlePage } from "./CodeTitlePage";
import { CreateClassPanel } from "./CreateClassPanel";
import { allJobClasses } from "./queries";

export function JobClassesPage() {
  const { data } = useSuspenseQuery(allJobClasses);
  const mayManage = useCan("organization:manage");
  return (
    <CodeTitlePage
      title={t`Job classes`}
      active="classes"
      rows={data.items}
      create={mayManage && <CreateClassPanel isMain />}
      about={t`A job class groups positions that share duties and requirements. Create the first one.`}
      csvName="job-classes"
    />
  );
}
