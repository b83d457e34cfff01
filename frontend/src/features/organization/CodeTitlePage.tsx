import { t } from "@lingui/core/macro";
import { IconBuilding } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { EmptyState } from "../../components/feedback/EmptyState";
import { PageHead } from "../../components/PageHead";
import { actionColumn } from "../../components/tables/actionColumn";
import { DataTable } from "../../components/tables/DataTable";
import { OrganizationTabs } from "./OrganizationTabs";

interface CodeTitlePageProps {
  title: string;
  active: "departments" | "classes";
  rows: CodeTitleRow[];
  create: ReactNode;
  about: string;
  path: string;
  onEdit?: ((row: CodeTitleRow) => void) | undefined;
}

export interface CodeTitleRow {
  id: string;
  code: string;
  title: string;
  version: number;
}

/** A table of whatever is a code and a title. */
export function CodeTitlePage({ title, active, rows, create, about, path, onEdit }: CodeTitlePageProps) {
  return (
    <>
      <PageHead title={title} actions={create} />
      <OrganizationTabs active={active} />
      <DataTable
        caption={title}
        rows={rows}
        rowKey={(row) => row.id}
        whole={{ path }}
        columns={[
          {
            id: "code",
            header: t`Code`,
            rowHeader: true,
            nowrap: true,
            cell: (row) => row.code,
            text: (row) => row.code,
          },
          { id: "title", header: t`Title`, cell: (row) => row.title, text: (row) => row.title },
          ...(onEdit
            ? [
                actionColumn<CodeTitleRow>({
                  label: t`Change`,
                  named: (row) => t`Change ${row.code}`,
                  onAct: onEdit,
                  width: "120px",
                }),
              ]
            : []),
        ]}
        empty={
          <EmptyState icon={IconBuilding} action={create}>
            {about}
          </EmptyState>
        }
      />
    </>
  );
}
