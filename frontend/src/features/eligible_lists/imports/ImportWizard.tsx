import { t } from "@lingui/core/macro";
import { Stack, Stepper, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useSuspenseQuery } from "@tanstack/react-query";

import type { EligibleList, ImportPreview } from "../../../api/types";
import { TextLink } from "../../../components/links";
import { PageHead } from "../../../components/PageHead";
import { listQuery } from "../queries";
import { CommitStep } from "./CommitStep";
import { FoundStep } from "./FoundStep";
import { MappingStep } from "./MappingStep";
import { PreviewStep } from "./PreviewStep";
import { UploadStep } from "./UploadStep";
import { importQuery } from "./queries";
import { steps, stepFor, type ImportSearch, type Step } from "./steps";

interface ImportWizardProps {
  listId: string;
  search: ImportSearch;
  onSearch: (search: ImportSearch, isStep?: boolean) => void;
}

/** File -> what was found -> what its columns mean -> what it would change -> all rows or none. Every step has an address. */
export function ImportWizard({ listId, search, onSearch }: ImportWizardProps) {
  const { data: list } = useSuspenseQuery(listQuery(listId));
  return (
    <>
      <PageHead
        title={t`Import results into ${list.code}`}
        trail={[
          <TextLink key="lists" to="/lists">{t`Lists`}</TextLink>,
          <TextLink key="list" to="/lists/$listId" params={{ listId }}>
            {list.code}
          </TextLink>,
        ]}
      />
      <Stack maw={1080} gap="lg">
        {search.import ? (
          <Imported key={search.import} list={list} importId={search.import} search={search} onSearch={onSearch} />
        ) : (
          <>
            <Steps step="file" />
            <UploadStep
              list={list}
              onFound={(found) => {
                onSearch({ import: found.id, step: "found" }, true);
              }}
            />
          </>
        )}
      </Stack>
    </>
  );
}

interface ImportedProps {
  list: EligibleList;
  importId: string;
  search: ImportSearch;
  onSearch: ImportWizardProps["onSearch"];
}

function Imported({ list, importId, search, onSearch }: ImportedProps) {
  const { data: found } = useSuspenseQuery(importQuery(importId));
  const step = stepFor(search.step, found.status);
  const go = (next: Step) => {
    onSearch(next === "file" ? {} : { import: found.id, step: next }, true);
  };
  return (
    <>
      <Steps step={step} />
      {step === "found" && <FoundStep found={found} onGo={go} />}
      {step === "columns" && <MappingStep key={found.version} list={list} found={found} onGo={go} />}
      {step === "preview" && <PreviewStep found={found} search={search} onSearch={onSearch} onGo={go} />}
      {step === "import" && <CommitStep list={list} found={found} onGo={go} />}
    </>
  );
}

const words: Record<Step, () => string> = {
  file: () => t`File`,
  found: () => t`What we found`,
  columns: () => t`Columns`,
  preview: () => t`Preview`,
  import: () => t`Import`,
};

function Steps({ step }: { step: Step }) {
  const isNarrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const active = steps.indexOf(step);
  if (isNarrow) return <Text fw={560}>{t`Step ${active + 1} of ${steps.length}: ${words[step]()}`}</Text>;
  return (
    <Stepper active={active} size="xs" allowNextStepsSelect={false} aria-label={t`Steps of the import`}>
      {steps.map((one) => (
        <Stepper.Step key={one} label={words[one]()} />
      ))}
    </Stepper>
  );
}

export interface StepProps {
  found: ImportPreview;
  onGo: (step: Step) => void;
}
