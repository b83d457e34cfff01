import { t } from "@lingui/core/macro";

import styles from "./bands.module.css";
import { stretchesOf } from "./bands";

/** The scale as one bar, the best band on the right; holes between bands stand out. The table beside says the same. */
export function ScalePicture({ bands }: { bands: readonly { lower: string; upper: string }[] }) {
  const stretches = stretchesOf(bands);
  if (!stretches) return <p className={styles.none}>{t`The scale is drawn when every band has its two limits.`}</p>;
  const [first] = stretches;
  const lowest = stretches.reduce((least, one) => Math.min(least, one.from), first?.from ?? 0);
  const highest = stretches.reduce((most, one) => Math.max(most, one.to), first?.to ?? 1);
  const share = (value: number) => `${((value - lowest) / (highest - lowest)) * 100}%`;
  return (
    <figure className={styles.figure}>
      <div className={styles.scale} aria-hidden="true">
        {stretches.map((one) => (
          <div
            key={`${one.rank ?? "hole"}-${one.from}`}
            className={one.rank === null ? styles.hole : styles.band}
            style={{ left: share(one.from), width: share(lowest + one.to - one.from) }}
          >
            <span>{one.rank ?? "?"}</span>
          </div>
        ))}
      </div>
      <div className={styles.limits} aria-hidden="true">
        <span>{stretches[0]?.lower}</span>
        <span>{stretches.at(-1)?.upper}</span>
      </div>
      <figcaption className={styles.caption}>
        {t`Numbers are ranks. A score at a limit belongs to the better band; everyone in a band is shown its upper limit.`}
      </figcaption>
    </figure>
  );
}
