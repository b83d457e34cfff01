import { plural, t } from "@lingui/core/macro";
import { Button, Group, Select, Stack, Title } from "@mantine/core";

import { Facts } from "../../../components/Facts";
import { ProblemAlert } from "../../../components/feedback/ProblemAlert";
import { DataTable } from "../../../components/tables/DataTable";
import type { StepProps } from "./ImportWizard";
import styles from "./imports.module.css";
import { useReadAgain } from "./queries";
import { delimiterWord, encodingWord } from "./words";

/** How the file was read: encoding, delimiter or sheet, heads and the first rows as they stand in it. */
export function FoundStep({ found, onGo }: StepProps) {
  const again = useReadAgain(found, () => undefined);
  const rows = found.sample.map((cells, index) => ({ index, cells }));
  return (
    <Stack>
      {again.error && <ProblemAlert error={again.error} />}
      <Facts
        items={[
          { term: t`File`, value: found.file_name },
          { term: t`Read as`, value: encodingWord(found.encoding) },
          ...(found.delimiter ? [{ term: t`Separated by`, value: delimiterWord(found.delimiter) }] : []),
          ...(found.sheet && found.sheets.length === 1 ? [{ term: t`Sheet`, value: found.sheet }] : []),
          { term: t`Columns`, value: found.headers.length },
        ]}
      />
      {found.sheets.length > 1 && (
        <Select
          label={t`Sheet`}
          description={plural(found.sheets.length, {
            one: "The workbook has # sheet.",
            other: "The workbook has # sheets; one of them is imported.",
          })}
          data={found.sheets}
          value={found.sheet}
          allowDeselect={false}
          disabled={again.isPending}
          maw={360}
          onChange={(sheet) => {
            if (sheet && sheet !== found.sheet) again.mutate({ sheet, look_only: true });
          }}
        />
      )}
      <Title order={2}>{t`First rows`}</Title>
      <DataTable
        caption={t`First rows of the file`}
        rows={rows}
        rowKey={(row) => String(row.index)}
        columns={found.headers.map((header, place) => ({
          id: `${place}`,
          header: header || t`(no head)`,
          nowrap: true,
          rowHeader: place === 0,
          cell: ({ cells }: { cells: string[] }) =>
            // A head of a row must say something.
            cells[place] || place > 0 ? <span className={styles.cell}>{cells[place]}</span> : t`(empty)`,
        }))}
        empty={t`The file holds heads and no rows.`}
      />
      <Group>
        <Button
          onClick={() => {
            onGo("columns");
          }}
        >{t`Choose columns`}</Button>
        <Button
          variant="default"
          onClick={() => {
            onGo("file");
          }}
        >{t`Another file`}</Button>
      </Group>
    </Stack>
  );
}
