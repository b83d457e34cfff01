import { t } from "@lingui/core/macro";
import { Button, Stack, Text } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState, type DragEvent } from "react";

import type { EligibleList, ImportPreview } from "../../../api/types";
import { Note } from "../../../components/feedback/Note";
import { ProblemAlert } from "../../../components/feedback/ProblemAlert";
import { ProseField } from "../../../components/ProseField";
import { saveCsv } from "../../../components/tables/csv";
import { allModels } from "../../rules/queries";
import { EarlierImports } from "./EarlierImports";
import styles from "./imports.module.css";
import { useUpload } from "./queries";
import { sampleFile } from "./sample";

const MOST_BYTES = 50 * 1024 * 1024;

interface UploadStepProps {
  list: EligibleList;
  onFound: (found: ImportPreview) => void;
}

/** A file dropped or chosen, or rows pasted from a spreadsheet; what was typed stays when the server refuses it. */
export function UploadStep({ list, onFound }: UploadStepProps) {
  const upload = useUpload(list, onFound);
  const [tooLarge, setTooLarge] = useState<string | null>(null);
  const [pasted, setPasted] = useState("");
  const [isPasting, setPasting] = useState(false);
  const send = (file: File) => {
    upload.reset();
    setTooLarge(file.size > MOST_BYTES ? file.name : null);
    if (file.size <= MOST_BYTES) upload.mutate(file);
  };
  return (
    <Stack>
      {upload.error && <ProblemAlert error={upload.error} />}
      {tooLarge && (
        <div role="alert">
          <Note tone="amber">{t`${tooLarge} is larger than 50 MB. Part it into smaller files, or save it as .xlsx.`}</Note>
        </div>
      )}
      <DropZone list={list} isReading={upload.isPending} onFile={send}>
        <Button
          variant="subtle"
          onClick={() => {
            setPasting(!isPasting);
          }}
        >
          {isPasting ? t`Do not paste` : t`Paste rows`}
        </Button>
      </DropZone>
      {isPasting && (
        <>
          <ProseField
            label={t`Rows with their heads`}
            description={t`Copied from a spreadsheet or a text file; the first line names the columns.`}
            minRows={6}
            maxRows={16}
            value={pasted}
            onChange={setPasted}
            classNames={{ input: styles.pasted ?? "" }}
            spellCheck={false}
          />
          <div>
            <Button
              disabled={!pasted.trim()}
              loading={upload.isPending}
              onClick={() => {
                send(new File([pasted], t`pasted rows.csv`, { type: "text/csv" }));
              }}
            >{t`Read these rows`}</Button>
          </div>
        </>
      )}
      <EarlierImports list={list} />
    </Stack>
  );
}

interface DropZoneProps {
  list: EligibleList;
  isReading: boolean;
  onFile: (file: File) => void;
  children: React.ReactNode;
}

function DropZone({ list, isReading, onFile, children }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const models = useQuery(allModels);
  const model = models.data?.items.find((one) => one.id === list.scoring_model_id);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file && !isReading) onFile(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <div
      className={styles.drop}
      data-over={isOver || undefined}
      role="group"
      aria-label={t`File with results`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={drop}
    >
      <IconFileUpload size={36} stroke={1.25} aria-hidden="true" />
      <Text fw={560}>{t`Drop a CSV or XLSX file here`}</Text>
      <Text c="dimmed">
        {list.scoring_model_id
          ? t`One row per person, one column per component. At most 50 MB. Nothing is stored before you have seen what it would change.`
          : t`One row per person with the final score: this list has no scoring model, so scores come as they are. At most 50 MB. Nothing is stored before you have seen what it would change.`}
      </Text>
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,.tsv,.xlsx,text/csv"
        className={styles.input}
        aria-label={t`Choose a file`}
        tabIndex={-1}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
      <div className={styles.choices}>
        <Button onClick={() => input.current?.click()} loading={isReading}>{t`Choose a file`}</Button>
        {children}
        <Button
          variant="subtle"
          disabled={models.isPending}
          onClick={() => {
            saveCsv("results-sample", sampleFile(model));
          }}
        >{t`Download a sample file`}</Button>
      </div>
    </div>
  );
}
