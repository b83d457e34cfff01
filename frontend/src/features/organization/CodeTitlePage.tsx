import { t } from "@lingui/core/macro";
import { IconBuilding } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { EmptyState } from "../../components/feedback/EmptyState";
import { PageHead } from "../../components/PageHead";
import { DataTable } from "../../components/tables/DataTable";
import { OrganizationTabs } from "./OrganizationTabs";

interface CodeTitlePageProps {
  title: string;
  active: "departments" | "classes";
  rows: { id: string; code: string; title: string }[];
  create: ReactNode;
  about: string;
  csvName: string;
}

/** A table of whatever is a code and a title. */
export function CodeTitlePage({ title, active, rows, create, about, csvName }: CodeTitlePageProps) {
  return (
    <>
      <PageHead title={title} actions={create} />
      <OrganizationTabs active={active} />
      <DataTable
        caption={title}
        rows={rows}
        rowKey={(row) => row.id}
        csvName={csvName}
        columns={[
          {
            id: "code",
            header: t`Code`,
            width: "160px",
            rowHeader: true,
            cell: (row) => row.code,
            text: (row) => row.code,
          },
          { id: "title", header: t`Title`, cell: (row) => row.title, text: (row) => row.title },
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
