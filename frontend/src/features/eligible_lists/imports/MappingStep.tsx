import { t } from "@lingui/core/macro";
import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { EligibleList, ScoringModel } from "../../../api/types";
import { Note } from "../../../components/feedback/Note";
import { ProblemAlert } from "../../../components/feedback/ProblemAlert";
import { DataTable } from "../../../components/tables/DataTable";
import { NarrowOnly } from "../../../components/tables/NarrowOnly";
import { allModels } from "../../rules/queries";
import type { StepProps } from "./ImportWizard";
import styles from "./imports.module.css";
import { byColumn, choose, fieldsOf, missing, neededOf, toMapping, type ByColumn } from "./mapping";
import { useReadAgain } from "./queries";
import { fieldWord, fileFacts, samplesOf } from "./words";

/** Which column means what: guessed from the heads or remembered from the last such file, each with three values. */
export function MappingStep({ list, found, onGo }: StepProps & { list: EligibleList }) {
  const { data: models } = useSuspenseQuery(allModels);
  const model = models.items.find((one) => one.id === list.scoring_model_id);
  const components = (model?.components ?? []).map((one) => one.name);
  const headers = found.headers.filter((header) => header !== "");
  const [columns, setColumns] = useState<ByColumn>(() => byColumn(found.mapping, headers));
  const read = useReadAgain(found, () => {
    onGo("preview");
  });
  const lacking = missing(columns, neededOf(found.format, components));
  const ignored = headers.filter((header) => !columns[header]);
  const targets = targetsOf(found.format, model);
  const rows = headers.map((header) => ({ header, values: samplesOf(found, found.headers.indexOf(header)) }));
  return (
    <Stack>
      <Note tone="blue">
        {fileFacts(found)} <Origin source={found.mapping_source} />
      </Note>
      {read.error && <ProblemAlert error={read.error} />}
      <DataTable
        caption={t`Columns of the file and what they become`}
        rows={rows}
        rowKey={(row) => row.header}
        columns={[
          {
            id: "column",
            header: t`Column`,
            rowHeader: true,
            cell: (row) => (
              <>
                {row.header}
                <NarrowOnly>{row.values.join(" · ") || t`empty`}</NarrowOnly>
              </>
            ),
          },
          {
            id: "values",
            header: t`First values`,
            wideOnly: true,
            cell: (row) => <span className={styles.sample}>{row.values.join(" · ") || t`empty`}</span>,
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
                  setColumns(choose(columns, header, target ?? ""));
                }}
              />
            ),
          },
        ]}
      />
      {lacking.length > 0 && (
        <Note tone="amber">{t`No column yet for: ${lacking.map(fieldWord).join(", ")}. Choose one for each.`}</Note>
      )}
      {ignored.length > 0 && <Text c="dimmed">{t`Not imported: ${ignored.join(", ")}.`}</Text>}
      <Group>
        <Button
          loading={read.isPending}
          disabled={lacking.length > 0}
          onClick={() => {
            read.mutate({ mapping: toMapping(columns, found.format), sheet: found.sheet });
          }}
        >
          {t`Preview`}
        </Button>
        <Button
          variant="default"
          onClick={() => {
            onGo("found");
          }}
        >{t`Back to what we found`}</Button>
      </Group>
    </Stack>
  );
}

function Origin({ source }: { source: string }) {
  if (source === "remembered") return <>{t`The columns are remembered from the last file with these heads.`}</>;
  if (source === "guessed") return <>{t`The columns are guessed from the heads; look whether they are right.`}</>;
  return <>{t`The columns are as you chose them.`}</>;
}

function targetsOf(format: "results" | "generic", model: ScoringModel | undefined) {
  const item = (field: string) => ({ value: field, label: fieldWord(field) });
  const components = (model?.components ?? []).map((one) => item(`components.${one.name}`));
  const credits = (model?.credits ?? []).map((one) => item(`credits.${one.kind}`));
  return [
    { group: t`Person and result`, items: [{ value: "", label: t`Not imported` }, ...fieldsOf(format).map(item)] },
    ...(components.length > 0 ? [{ group: t`Component score`, items: components }] : []),
    ...(credits.length > 0 ? [{ group: t`Credit`, items: credits }] : []),
  ];
}
