import type { ReactNode } from "react";

import styles from "./DataTable.module.css";

/** On a phone, what a hidden column says stands under the row's name. */
export function NarrowOnly({ children }: { children: ReactNode }) {
  return <span className={styles.narrow}>{children}</span>;
}
