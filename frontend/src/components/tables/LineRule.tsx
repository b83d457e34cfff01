import { IconArrowNarrowDown } from "@tabler/icons-react";
import { useLayoutEffect, useRef } from "react";

import styles from "./LineRule.module.css";

interface LineRuleProps {
  columns: number;
  /** "4 ranks in reach, 7 people may be appointed" */
  label: string;
  /** Why it stands here, or why it moved; the server's words. */
  note?: string | undefined;
}

/**
 * The signature of a referral: reachable above, alternate below. When its place changes it travels there,
 * so that the eye can follow; under reduced motion it is simply there.
 */
export function LineRule({ columns, label, note }: LineRuleProps) {
  const row = useRef<HTMLTableRowElement>(null);
  const place = useRef<number | null>(null);

  useLayoutEffect(() => {
    const element = row.current;
    if (!element) return;
    const now = element.offsetTop;
    const before = place.current;
    place.current = now;
    if (before === null || before === now || window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const travel = [{ transform: `translateY(${before - now}px)` }, { transform: "none" }];
    element.animate(travel, { duration: 200, easing: "cubic-bezier(0.2, 0, 0, 1)" });
  });

  return (
    <tr ref={row} className={styles.row} data-line>
      <td colSpan={columns}>
        <div className={styles.rule}>
          <strong className={styles.label}>
            <IconArrowNarrowDown size={16} aria-hidden="true" />
            {label}
          </strong>
          {note && <span className={styles.note}>{note}</span>}
        </div>
      </td>
    </tr>
  );
}
