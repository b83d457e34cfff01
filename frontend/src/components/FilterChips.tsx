import { t } from "@lingui/core/macro";
import { Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";

import styles from "./FilterChips.module.css";

export interface FilterChip {
  id: string;
  /** "Status: active", "Rank 1 to 20". */
  label: string;
  onRemove: () => void;
}

/** What a table is narrowed by just now, each with a way out of it. */
export function FilterChips({ chips, onClear }: { chips: FilterChip[]; onClear: () => void }) {
  if (chips.length === 0) return null;
  return (
    <div className={styles.chips} role="group" aria-label={t`Active filters`}>
      {chips.map(({ id, label, onRemove }) => (
        <button
          key={id}
          type="button"
          className={styles.chip}
          aria-label={t`Remove filter ${label}`}
          onClick={onRemove}
        >
          <span>{label}</span>
          <IconX size={14} aria-hidden="true" />
        </button>
      ))}
      <Button variant="subtle" size="compact-sm" onClick={onClear}>
        {t`Clear filters`}
      </Button>
    </div>
  );
}
