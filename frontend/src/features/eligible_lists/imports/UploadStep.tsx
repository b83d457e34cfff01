import { t } from "@lingui/core/macro";
import { Button, Text } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useRef, useState, type DragEvent } from "react";

import { saveCsv } from "../../../components/tables/csv";
import styles from "./imports.module.css";

const sample = [
  [
    "candidate_id",
    "last_name",
    "first_name",
    "email",
    "written_raw",
    "oral_raw",
    "training_raw",
    "veteran",
    "promotive_points",
    "status",
  ],
  ["0000001", "Okafor", "Adaeze", "adaeze.okafor@example.org", "92", "47.5", "19", "veteran", "", "completed"],
  ["0000002", "Lee", "Min-jun", "min-jun.lee@example.org", "88", "45", "18.5", "none", "20", "completed"],
  ["0000003", "Novak", "Petra", "petra.novak@example.org", "", "", "", "none", "", "no_show"],
];

export function UploadStep({ onFile, isReading }: { onFile: (file: File) => void; isReading: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) onFile(file);
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
      <Text c="dimmed">{t`One row per person, one column per component. At most 50 MB. Nothing is stored before you have seen what it would change.`}</Text>
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
        <Button
          variant="subtle"
          onClick={() => {
            saveCsv("results-sample", sample);
          }}
        >{t`Download a sample file`}</Button>
      </div>
    </div>
  );
}
