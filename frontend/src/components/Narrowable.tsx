import { t } from "@lingui/core/macro";
import { Button, Group } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconFilter } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** Filters that stand in one line; on a phone behind a button that says how many are set. */
export function Narrowable({ count, children }: { count: number; children: ReactNode }) {
  const isNarrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const [isOpen, { toggle }] = useDisclosure(false);
  if (!isNarrow) return children;
  return (
    <>
      <Button
        variant="default"
        aria-expanded={isOpen}
        leftSection={<IconFilter size={16} aria-hidden="true" />}
        onClick={toggle}
      >
        {count > 0 ? t`Filters (${count})` : t`Filters`}
      </Button>
      {isOpen && <Group gap="xs">{children}</Group>}
    </>
  );
}
