import { Stack, Text } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

import styles from "./feedback.module.css";

/** One sentence that teaches the next step, and one action that takes it. */
export function EmptyState({ icon: Icon, children, action }: { icon: Icon; children: ReactNode; action?: ReactNode }) {
  return (
    <Stack align="center" gap="sm" className={styles.empty}>
      <span className={styles.emptyIcon}>
        <Icon size={24} stroke={1.5} aria-hidden="true" />
      </span>
      <Text ta="center" maw={420}>
        {children}
      </Text>
      {action}
    </Stack>
  );
}
