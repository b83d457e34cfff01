import { t } from "@lingui/core/macro";
import { useSuspenseQuery } from "@tanstack/react-query";

import { useCan } from "../accounts/session";
import { CodeTitlePage } from "./CodeTitlePage";
import { CreateDepartmentPanel } from "./CreateDepartmentPanel";
import { allDepartments } from "./queries";

export function DepartmentsPage() {
  const { data } = useSuspenseQuery(allDepartments);
  const mayManage = useCan("organization:manage");
  return (
    <CodeTitlePage
      title={t`Departments`}
      active="departments"
      rows={data.items}
      create={mayManage && <CreateDepartmentPanel isMain />}
      about={t`A department asks for people and appoints them. Create the first one.`}
      csvName="departments"
    />
  );
}
