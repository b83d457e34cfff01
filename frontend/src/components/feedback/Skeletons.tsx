import { t } from "@lingui/core/macro";
import { Stack, VisuallyHidden } from "@mantine/core";

import styles from "./feedback.module.css";

const widths = ["34%", "62%", "48%", "56%", "41%", "66%", "38%", "52%"];

/** The shape of a page with a table; invisible for the first 150 ms, so that fast answers never flash. */
export function PageSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <Stack gap="lg" className={styles.skeleton} role="status">
      <VisuallyHidden>{t`Loading`}</VisuallyHidden>
      <div className={styles.bone} style={{ width: 280, height: 24 }} />
      <TableBones rows={rows} />
    </Stack>
  );
}

export function TableSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div className={styles.skeleton} role="status">
      <VisuallyHidden>{t`Loading`}</VisuallyHidden>
      <TableBones rows={rows} />
    </div>
  );
}

function TableBones({ rows }: { rows: number }) {
  return (
    <div className={styles.bones} aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.bone} style={{ width: widths[row % widths.length] }} />
      ))}
    </div>
  );
}
