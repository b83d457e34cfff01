import { t } from "@lingui/core/macro";
import { Stack, Stepper, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import { http } from "../../../api/client";
import type { ImportPreview } from "../../../api/types";
import { ProblemAlert } from "../../../components/feedback/ProblemAlert";
import { TextLink } from "../../../components/links";
import { PageHead } from "../../../components/PageHead";
import { listQuery } from "../queries";
import { CommitStep } from "./CommitStep";
import { MappingStep } from "./MappingStep";
import { PreviewStep } from "./PreviewStep";
import { UploadStep } from "./UploadStep";
import type { Mapping } from "./mapping";

interface Upload {
  file: File;
  mapping?: Mapping;
}

/** File -> what was found and how it is read -> what it would change -> all rows or none. */
export function ImportWizard({ listId }: { listId: string }) {
  const { data: list } = useSuspenseQuery(listQuery(listId));
  const [file, setFile] = useState<File | null>(null);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [step, setStep] = useState(0);
  const read = useMutation({
    mutationFn: ({ file: content, mapping }: Upload) => upload(listId, content, mapping),
    onSuccess: (found, { mapping }) => {
      setPreview(found);
      setStep(mapping ? 2 : 1);
    },
  });
  const start = (chosen: File) => {
    setFile(chosen);
    read.mutate({ file: chosen });
  };
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
        <Steps step={step} />
        {read.error && <ProblemAlert error={read.error} />}
        {step === 0 && <UploadStep onFile={start} isReading={read.isPending} />}
        {step === 1 && preview && file && (
          <MappingStep
            key={preview.id}
            preview={preview}
            fileName={file.name}
            isReading={read.isPending}
            onBack={() => {
              setStep(0);
            }}
            onMapping={(mapping, isChanged) => {
              if (isChanged) read.mutate({ file, mapping });
              else setStep(2);
            }}
          />
        )}
        {step === 2 && preview && (
          <PreviewStep
            preview={preview}
            onBack={() => {
              setStep(1);
            }}
            onCommit={() => {
              setStep(3);
            }}
          />
        )}
        {step === 3 && preview && (
          <CommitStep
            list={list}
            preview={preview}
            onBack={() => {
              setStep(2);
            }}
          />
        )}
      </Stack>
    </>
  );
}

function Steps({ step }: { step: number }) {
  const isNarrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const steps = [t`File`, t`Columns`, t`Preview`, t`Import`];
  if (isNarrow) return <Text fw={560}>{t`Step ${step + 1} of ${steps.length}: ${steps[step] ?? ""}`}</Text>;
  return (
    <Stepper active={step} size="xs" allowNextStepsSelect={false} aria-label={t`Steps of the import`}>
      {steps.map((label) => (
        <Stepper.Step key={label} label={label} />
      ))}
    </Stepper>
  );
}

async function upload(listId: string, file: File, mapping?: Mapping): Promise<ImportPreview> {
  const form = new FormData();
  form.set("file", file);
  form.set("format", "results");
  if (mapping) form.set("mapping", JSON.stringify(mapping));
  const { data, error } = await http.POST("/api/v1/eligible-lists/{list_id}/imports", {
    params: { path: { list_id: listId } },
    body: form as never,
    bodySerializer: (body: unknown) => body as FormData,
  });
  if (error) throw error;
  return data;
}
