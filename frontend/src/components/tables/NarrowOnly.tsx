import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";

import styles from "./DataTable.module.css";

/** On a phone, what a hidden column says stands under the row's name; elsewhere it is not there twice. */
export function NarrowOnly({ children }: { children: ReactNode }) {
  const isNarrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  return isNarrow ? <span className={styles.narrow}>{children}</span> : null;
}
