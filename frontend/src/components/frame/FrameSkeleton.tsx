import { PageSkeleton } from "../feedback/Skeletons";
import { BrandMark } from "./Brand";
import styles from "./frame.module.css";

/** The frame before anybody is known to be signed in: the rail, the top, and a page on its way. */
export function FrameSkeleton() {
  return (
    <div className={styles.early}>
      <div className={styles.earlyRail}>
        <span className={styles.brand}>
          <BrandMark />
          <span className={styles.word}>Eligo</span>
        </span>
      </div>
      <div>
        <div className={styles.earlyTop} />
        <main className={styles.page}>
          <PageSkeleton />
        </main>
      </div>
    </div>
  );
}
