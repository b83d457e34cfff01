import { plural, t } from "@lingui/core/macro";
import { Button, Code, Group, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

import type { ImportPreview, RejectedRow } from "../../../api/types";
import { DataTable } from "../../../components/tables/DataTable";
import type { Column } from "../../../components/tables/columns";
import { whyWord } from "./words";

const columns = (): Column<RejectedRow>[] => [
  { id: "row", header: t`Row`, align: "right", width: "72px", rowHeader: true, cell: (row) => row.row },
  { id: "line", header: t`Line`, align: "right", width: "72px", cell: (row) => row.line },
  { id: "message", header: t`Why`, cell: (row) => row.message },
  { id: "field", header: t`Field`, wideOnly: true, cell: (row) => row.field ?? "" },
  { id: "code", header: t`Code`, wideOnly: true, cell: (row) => <Code>{row.code}</Code> },
];

/** The refused rows: how many for which reason, the first of them inline, all of them as a file. */
export function RejectedTable({ found }: { found: ImportPreview }) {
  const reasons = Object.entries(found.rejected_by).sort(([, one], [, other]) => other - one);
  return (
    <section>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t`Rejected rows`}</Title>
        <Button
          component="a"
          variant="default"
          size="xs"
          href={`/api/v1/imports/${found.id}/rejected.csv`}
          download
          leftSection={<IconDownload size={16} aria-hidden="true" />}
        >
          {t`All rejected rows as CSV`}
        </Button>
      </Group>
      <Text c="dimmed" mb="xs" className="tabular">
        {reasons.map(([code, count]) => `${whyWord(code)}: ${count.toLocaleString("en")}`).join(" · ")}
      </Text>
      <DataTable
        caption={t`Rejected rows`}
        rows={found.rejected}
        rowKey={(row) => `${row.row}:${row.code}`}
        columns={columns()}
      />
      <Rest shown={found.rejected.length} total={found.rows_rejected} />
    </section>
  );
}

/** Rows that are taken although a person should look at them: the same person twice, another name, an odd address. */
export function CautionsTable({ found }: { found: ImportPreview }) {
  return (
    <section>
      <Title order={2} mb="xs">
        {plural(found.warnings_total, {
          one: "# remark on rows that are taken",
          other: "# remarks on rows that are taken",
        })}
      </Title>
      <DataTable
        caption={t`Remarks on rows that are taken`}
        rows={found.warnings}
        rowKey={(row) => `${row.row}:${row.code}:${row.message}`}
        columns={columns()}
      />
      <Rest shown={found.warnings.length} total={found.warnings_total} />
    </section>
  );
}

function Rest({ shown, total }: { shown: number; total: number }) {
  if (total <= shown) return null;
  return (
    <Text c="dimmed" mt="xs">
      {t`The first ${shown.toLocaleString("en")} of ${total.toLocaleString("en")} are shown.`}
    </Text>
  );
}
