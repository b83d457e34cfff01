import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";

import styles from "./feedback.module.css";

const icons = { amber: IconAlertTriangle, green: IconCircleCheck, blue: IconInfoCircle };

/** A remark that belongs to the page: a warning, a result, a hint. */
export function Note({ tone, children }: { tone: keyof typeof icons; children: ReactNode }) {
  const Icon = icons[tone];
  return (
    <div className={styles.note} data-tone={tone}>
      <Icon size={18} aria-hidden="true" />
      <div>{children}</div>
    </div>
  );
}
