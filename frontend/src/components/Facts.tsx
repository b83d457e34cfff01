import type { ReactNode } from "react";

import styles from "./Facts.module.css";

/** Facts in one line each: a term and what it is. */
export function Facts({ items }: { items: { term: string; value: ReactNode }[] }) {
  return (
    <dl className={styles.facts}>
      {items.map(({ term, value }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
