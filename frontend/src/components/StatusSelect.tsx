import { t } from "@lingui/core/macro";
import { Select } from "@mantine/core";

import { statusWord } from "../i18n/words";

interface StatusSelectProps<Status extends string> {
  statuses: readonly Status[];
  value: Status | undefined;
  /** What it narrows by; a status unless said. */
  label?: string;
  any?: string;
  /** How many have each status, where that is known. */
  counts?: Partial<Record<string, number>> | undefined;
  onChange: (status: Status | undefined) => void;
}

/** "Active (1,214)"; the word alone while nothing is counted. */
const labelOf = (status: string, counts: StatusSelectProps<string>["counts"]) =>
  counts ? `${statusWord(status)} (${(counts[status] ?? 0).toLocaleString("en")})` : statusWord(status);

/** Narrows a table to one status. */
export function StatusSelect<Status extends string>({
  statuses,
  value,
  label,
  any,
  counts,
  onChange,
}: StatusSelectProps<Status>) {
  return (
    <Select
      aria-label={label ?? t`Status`}
      placeholder={any ?? t`Any status`}
      clearable
      clearButtonProps={{ "aria-label": any ?? t`Any status` }}
      data={statuses.map((status) => ({ value: status, label: labelOf(status, counts) }))}
      value={value ?? null}
      onChange={(next) => {
        onChange(statuses.find((status) => status === next));
      }}
      w={{ base: "100%", xs: 200 }}
    />
  );
}
