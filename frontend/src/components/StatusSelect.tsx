import { t } from "@lingui/core/macro";
import { Select } from "@mantine/core";

import { statusWord } from "../i18n/words";

interface StatusSelectProps<Status extends string> {
  statuses: readonly Status[];
  value: Status | undefined;
  /** What it narrows by; a status unless said. */
  label?: string;
  any?: string;
  onChange: (status: Status | undefined) => void;
}

/** Narrows a table to one status. */
export function StatusSelect<Status extends string>({
  statuses,
  value,
  label,
  any,
  onChange,
}: StatusSelectProps<Status>) {
  return (
    <Select
      aria-label={label ?? t`Status`}
      placeholder={any ?? t`Any status`}
      clearable
      clearButtonProps={{ "aria-label": any ?? t`Any status` }}
      data={statuses.map((status) => ({ value: status, label: statusWord(status) }))}
      value={value ?? null}
      onChange={(next) => {
        onChange(statuses.find((status) => status === next));
      }}
      w={180}
    />
  );
}
