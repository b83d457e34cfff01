import { plural, t } from "@lingui/core/macro";
import { Button, Code, Group, Stack, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

import type { ImportPreview } from "../../../api/types";
import { Counts } from "../../../components/Counts";
import { Note } from "../../../components/feedback/Note";
import { DataTable } from "../../../components/tables/DataTable";

interface PreviewStepProps {
  preview: ImportPreview;
  onBack: () => void;
  onCommit: () => void;
}

/** What the file would change, and every row that cannot be taken, with its reason. */
export function PreviewStep({ preview, onBack, onCommit }: PreviewStepProps) {
  const { rows_read, rows_valid, rows_rejected, rejected, diff } = preview;
  const rowsToStore = plural(rows_valid, { one: "Import # row", other: "Import # rows" });
  return (
    <Stack>
      <Counts
        items={[
          { term: t`Rows read`, value: rows_read },
          { term: t`New`, value: diff.new, tone: "green" },
          { term: t`Changed`, value: diff.changed },
          { term: t`Unchanged`, value: diff.unchanged },
          { term: t`Rejected`, value: rows_rejected, tone: "red" },
        ]}
      />
      {rows_rejected > 0 && (
        <>
          <Note tone="amber">
            {plural(rows_rejected, {
              one: "# row is left out for the reason below. Mend it in the file, or import the rest and bring it later.",
              other:
                "# rows are left out for the reasons below. Mend them in the file, or import the rest and bring them later.",
            })}
          </Note>
          <Group justify="space-between">
            <Title order={2}>{t`Rejected rows`}</Title>
            <Button
              component="a"
              variant="default"
              size="xs"
              href={`/api/v1/imports/${preview.id}/rejected.csv`}
              download
              leftSection={<IconDownload size={16} aria-hidden="true" />}
            >
              {t`All rejected rows as CSV`}
            </Button>
          </Group>
          <DataTable
            caption={t`Rejected rows`}
            rows={rejected}
            rowKey={(row) => `${row.row}:${row.code}`}
            columns={[
              { id: "row", header: t`Row`, align: "right", width: "72px", rowHeader: true, cell: (row) => row.row },
              { id: "line", header: t`Line`, align: "right", width: "72px", cell: (row) => row.line },
              { id: "message", header: t`Why`, cell: (row) => row.message },
              { id: "field", header: t`Field`, wideOnly: true, cell: (row) => row.field ?? "" },
              { id: "code", header: t`Code`, wideOnly: true, cell: (row) => <Code>{row.code}</Code> },
            ]}
          />
        </>
      )}
      <Group>
        <Button disabled={rows_valid === 0} onClick={onCommit}>
          {rowsToStore}
        </Button>
        <Button variant="default" onClick={onBack}>{t`Back to the columns`}</Button>
      </Group>
    </Stack>
  );
}
