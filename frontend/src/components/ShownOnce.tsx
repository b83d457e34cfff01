import { t } from "@lingui/core/macro";
import { Button, CopyButton, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { Note } from "./feedback/Note";

/** A secret that nobody can read again: a link to pass on, an API key. */
export function ShownOnce({ label, value, children }: { label: string; value: string | null; children: ReactNode }) {
  if (value === null)
    return <Note tone="amber">{t`It was made, but it was shown before and is stored nowhere. Make a new one.`}</Note>;
  return (
    <Note tone="green">
      <Stack gap="xs">
        <Text fw={600}>{children}</Text>
        <TextInput
          label={label}
          value={value}
          readOnly
          data-autofocus
          onFocus={(event) => {
            event.currentTarget.select();
          }}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12 } }}
        />
        <Group gap="xs">
          <CopyButton value={value}>
            {({ copied, copy }) => (
              <Button
                size="xs"
                variant="default"
                leftSection={
                  copied ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />
                }
                onClick={copy}
              >
                {copied ? t`Copied` : t`Copy`}
              </Button>
            )}
          </CopyButton>
          <Text size="xs">{t`It is shown this once.`}</Text>
        </Group>
      </Stack>
    </Note>
  );
}
