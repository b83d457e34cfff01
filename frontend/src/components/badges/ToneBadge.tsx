import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

import styles from "./ToneBadge.module.css";

export type Tone = "green" | "blue" | "amber" | "slate" | "grey" | "violet" | "red";

interface ToneBadgeProps {
  tone: Tone;
  icon: Icon;
  children: ReactNode;
  quiet?: boolean;
}

/** Colour, icon and word together; none of the three stands alone. `quiet` drops the ground inside dense tables. */
export function ToneBadge({ tone, icon: Icon, children, quiet = false }: ToneBadgeProps) {
  return (
    <span className={styles.badge} data-tone={tone} data-quiet={quiet || undefined}>
      <Icon size={14} stroke={2} aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}
