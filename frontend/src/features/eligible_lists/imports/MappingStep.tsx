import { t } from "@lingui/core/macro";
import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";

import type { ImportPreview } from "../../../api/types";
import { Note } from "../../../components/feedback/Note";
import { DataTable } from "../../../components/tables/DataTable";
import { plain } from "../../../i18n/words";
import styles from "./imports.module.css";
import { byColumn, toMapping, type ByColumn, type Mapping } from "./mapping";
import { fileFacts, headersOf, samplesOf } from "./preview";

interface MappingStepProps {
  preview: ImportPreview;
  fileName: string;
  isReading: boolean;
  onBack: () => void;
  onMapping: (mapping: Mapping, isChanged: boolean) => void;
}

/** What was found in the file, and which column means what: guessed from the heads, each with three values. */
export function MappingStep({ preview, fileName, isReading, onBack, onMapping }: MappingStepProps) {
  const headers = headersOf(preview);
  const guessed = byColumn(preview.mapping, headers);
  const [columns, setColumns] = useState<ByColumn>(guessed);
  const targets = useTargets(guessed, headers);
  const isChanged = headers.some((header) => columns[header] !== guessed[header]);
  const rows = headers.map((header, index) => ({ header, values: samplesOf(preview, index) }));
  return (
    <Stack>
      <Note tone="blue">{fileFacts(preview, fileName)}</Note>
      <DataTable
        caption={t`Columns of the file and what they become`}
        rows={rows}
        rowKey={(row) => row.header}
        columns={[
          { id: "column", header: t`Column`, rowHeader: true, cell: (row) => row.header },
          {
            id: "values",
            header: t`First values`,
            wideOnly: true,
            cell: (row) => <span className={styles.sample}>{row.values.join(" · ")}</span>,
          },
          {
            id: "becomes",
            header: t`Becomes`,
            width: "260px",
            cell: ({ header }) => (
              <Select
                size="xs"
                aria-label={t`What column ${header} becomes`}
                data={targets}
                value={columns[header] ?? ""}
                allowDeselect={false}
                searchable
                onChange={(target) => {
                  setColumns({ ...columns, [header]: target ?? "" });
                }}
              />
            ),
          },
        ]}
      />
      <Group>
        <Button
          loading={isReading}
          onClick={() => {
            onMapping(toMapping(columns), isChanged);
          }}
        >
          {isChanged ? t`Read again with these columns` : t`Preview`}
        </Button>
        <Button variant="default" onClick={onBack}>{t`Another file`}</Button>
      </Group>
      {isChanged && <Text c="dimmed">{t`The file is read again; nothing is stored.`}</Text>}
    </Stack>
  );
}

function useTargets(guessed: ByColumn, headers: string[]) {
  const known = new Set(Object.values(guessed).filter((target) => target.includes(".")));
  const offered = headers.flatMap((header) => [`components.${header}`, `credits.${header}`]);
  const groups = (prefix: string) =>
    [...known, ...offered]
      .filter((target, index, all) => target.startsWith(prefix) && all.indexOf(target) === index)
      .map((target) => ({ value: target, label: plain(target.slice(prefix.length)) }));
  return [
    {
      group: t`Person`,
      items: [
        { value: "", label: t`Not imported` },
        { value: "external_id", label: t`Applicant number` },
        { value: "last_name", label: t`Last name` },
        { value: "first_name", label: t`First name` },
        { value: "email", label: t`E-mail` },
        { value: "status", label: t`Attendance` },
      ],
    },
    { group: t`Component score`, items: groups("components.") },
    { group: t`Credit`, items: groups("credits.") },
  ];
}
