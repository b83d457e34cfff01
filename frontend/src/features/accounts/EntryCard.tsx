import type { ReactNode } from "react";

import { BrandMark } from "../../components/frame/Brand";
import styles from "./SignInPage.module.css";

/** The page of somebody who is not signed in: the mark, one thing to do, and the product in one picture. */
export function EntryCard({ children }: { children: ReactNode }) {
  return (
    <main className={styles.page}>
      <section className={styles.card}>
        <div className={styles.brand}>
          <BrandMark size={36} />
          <span>Eligo</span>
        </div>
        {children}
      </section>
      <Lines />
    </main>
  );
}

/** Ranks with a line through them: the product in one picture. */
function Lines() {
  const widths = [96, 88, 88, 79, 71, 71, 71, 64, 52, 52, 46, 38];
  return (
    <div className={styles.picture} aria-hidden="true">
      {widths.map((width, rank) => (
        <div key={rank} data-in={rank < 7 || undefined} data-line={rank === 6 || undefined}>
          <span style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  );
}
