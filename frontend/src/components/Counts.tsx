import styles from "./Counts.module.css";

export interface Count {
  term: string;
  value: number;
  tone?: "red" | "green" | undefined;
}

/** A row of large numbers, each with its word. */
export function Counts({ items }: { items: Count[] }) {
  return (
    <dl className={styles.counts}>
      {items.map(({ term, value, tone }) => (
        <div key={term} data-tone={value > 0 ? tone : undefined}>
          <dt>{term}</dt>
          <dd>{value.toLocaleString("en")}</dd>
        </div>
      ))}
    </dl>
  );
}
