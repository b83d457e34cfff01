import { t } from "@lingui/core/macro";
import { Title } from "@mantine/core";

import type { ImportPreview } from "../../../api/types";
import { DataTable } from "../../../components/tables/DataTable";
import { NarrowOnly } from "../../../components/tables/NarrowOnly";
import { statusWord } from "../../../i18n/words";
import { fieldWord, kindWord } from "./words";

type Read = ImportPreview["columns"][number];

/** What every mapped column was read as, so that a wrong one shows before it counts. */
export function ColumnsTable({ found }: { found: ImportPreview }) {
  return (
    <section>
      <Title order={2} mb="xs">{t`How the columns were read`}</Title>
      <DataTable
        caption={t`How the columns were read`}
        rows={found.columns}
        rowKey={(column) => column.header}
        columns={[
          {
            id: "header",
            header: t`Column`,
            rowHeader: true,
            cell: (column) => (
              <>
                {column.header}
                <NarrowOnly>{kindWord(column.read_as)}</NarrowOnly>
              </>
            ),
          },
          { id: "field", header: t`Becomes`, cell: (column) => fieldWord(column.field) },
          { id: "kind", header: t`Read as`, wideOnly: true, cell: (column) => kindWord(column.read_as) },
          { id: "values", header: t`Values`, cell: valuesOf },
          {
            id: "filled",
            header: t`Filled`,
            align: "right",
            wideOnly: true,
            cell: (column) => column.filled.toLocaleString("en"),
          },
          {
            id: "rejected",
            header: t`Rejected`,
            align: "right",
            wideOnly: true,
            cell: (column) => column.rejected.toLocaleString("en"),
          },
        ]}
      />
    </section>
  );
}

function valuesOf(column: Read): string {
  if (column.least !== null && column.greatest !== null) return t`${column.least} to ${column.greatest}`;
  return Object.entries(column.values)
    .map(([value, count]) => `${statusWord(value)} ${count.toLocaleString("en")}`)
    .join(" · ");
}
