import { t } from "@lingui/core/macro";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";

import { useOverflow } from "../../components/tables/useOverflow";
import styles from "./rules.module.css";

/** A small table that is pushed sideways where it does not fit, and says so. */
export function SideScroll({ label, children }: { label: string; children: ReactNode }) {
  const [frame, isWider] = useOverflow();
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key */}
      <div ref={frame} className={styles.scroll} role="region" aria-label={label} tabIndex={0}>
        {children}
      </div>
      {isWider && (
        <Text c="dimmed" size="xs" mt={4} className="no-print">{t`Push the table sideways to see all of it.`}</Text>
      )}
    </>
  );
}
