import { t } from "@lingui/core/macro";
import { Select } from "@mantine/core";

import { statusWord } from "../i18n/words";

interface StatusSelectProps<Status extends string> {
  statuses: readonly Status[];
  value: Status | undefined;
  onChange: (status: Status | undefined) => void;
}

/** Narrows a table to one status. */
export function StatusSelect<Status extends string>({ statuses, value, onChange }: StatusSelectProps<Status>) {
  return (
    <Select
      aria-label={t`Status`}
      placeholder={t`Any status`}
      clearable
      clearButtonProps={{ "aria-label": t`Any status` }}
      data={statuses.map((status) => ({ value: status, label: statusWord(status) }))}
      value={value ?? null}
      onChange={(next) => {
        onChange(statuses.find((status) => status === next));
      }}
      w={180}
    />
  );
}
