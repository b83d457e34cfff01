import { plural, t } from "@lingui/core/macro";
import { Button, Group, Stack } from "@mantine/core";

import type { ImportPreview } from "../../../api/types";
import { Counts } from "../../../components/Counts";
import { Note } from "../../../components/feedback/Note";
import { ProblemAlert } from "../../../components/feedback/ProblemAlert";
import { ChangesTable } from "./ChangesTable";
import { ColumnsTable } from "./ColumnsTable";
import { CautionsTable, RejectedTable } from "./FindingsTables";
import type { StepProps } from "./ImportWizard";
import type { Mapping } from "./mapping";
import { useReadAgain } from "./queries";
import type { ImportSearch } from "./steps";
import { fileFacts } from "./words";

interface PreviewStepProps extends StepProps {
  search: ImportSearch;
  onSearch: (search: ImportSearch) => void;
}

/** What the file would change, how its columns were read, and every row that cannot be taken, with its reason. */
export function PreviewStep({ found, search, onSearch, onGo }: PreviewStepProps) {
  const { rows_read, rows_valid, rows_rejected, diff } = found;
  const isStale = found.status === "stale";
  return (
    <Stack>
      <Note tone="blue">{fileFacts(found)}</Note>
      {isStale && <Outdated found={found} />}
      <Counts
        items={[
          { term: t`Rows read`, value: rows_read },
          { term: t`New`, value: diff.new, tone: "green" },
          { term: t`Changed`, value: diff.changed },
          { term: t`Unchanged`, value: diff.unchanged },
          { term: t`Rejected`, value: rows_rejected, tone: "red" },
        ]}
      />
      <Verdict found={found} />
      {found.ignored.length > 0 && (
        <Note tone="blue">{t`Not imported, because no field was chosen for them: ${found.ignored.join(", ")}.`}</Note>
      )}
      <Group>
        <Button
          disabled={rows_valid === 0 || isStale}
          onClick={() => {
            onGo("import");
          }}
        >
          {plural(rows_valid, { one: "Import # row", other: "Import # rows" })}
        </Button>
        <Button
          variant="default"
          onClick={() => {
            onGo("columns");
          }}
        >{t`Back to the columns`}</Button>
        <Button
          variant="default"
          onClick={() => {
            onGo("file");
          }}
        >{t`A corrected file`}</Button>
      </Group>
      {rows_rejected > 0 && <RejectedTable found={found} />}
      {found.warnings_total > 0 && <CautionsTable found={found} />}
      <ColumnsTable found={found} />
      <ChangesTable found={found} search={search} onSearch={onSearch} />
    </Stack>
  );
}

function Verdict({ found }: { found: ImportPreview }) {
  const { rows_read, rows_valid, rows_rejected, diff } = found;
  if (rows_read === 0)
    return <Note tone="amber">{t`The file holds heads and no rows: there is nothing to import.`}</Note>;
  if (rows_valid === 0)
    return (
      <Note tone="amber">{t`No row can be taken. Look whether the columns mean what was chosen, or mend the file.`}</Note>
    );
  if (rows_rejected > 0)
    return (
      <Note tone="amber">
        {plural(rows_rejected, {
          one: "# row is left out for the reason below. Mend it in the file, or import the rest and bring it later.",
          other:
            "# rows are left out for the reasons below. Mend them in the file, or import the rest and bring them later.",
        })}
      </Note>
    );
  if (diff.new + diff.changed === 0)
    return <Note tone="green">{t`Every row is on the list's record already, as it stands in the file.`}</Note>;
  return <Note tone="green">{t`Every row can be taken. Nothing is stored yet.`}</Note>;
}

function Outdated({ found }: { found: ImportPreview }) {
  const again = useReadAgain(found, () => undefined);
  return (
    <>
      {again.error && <ProblemAlert error={again.error} />}
      <Note tone="amber">
        {t`Results of the list changed after this preview, so it no longer holds.`}{" "}
        <Button
          size="compact-sm"
          variant="default"
          loading={again.isPending}
          onClick={() => {
            again.mutate({ mapping: found.mapping as Mapping, sheet: found.sheet });
          }}
        >{t`Preview again`}</Button>
      </Note>
    </>
  );
}
