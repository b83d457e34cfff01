import { t } from "@lingui/core/macro";
import { Button, Drawer, Group, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent, type ReactNode } from "react";

import { useFocusBack } from "./focusBack";
import { ProblemAlert } from "./ProblemAlert";

interface ConfirmPanelProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** The consequence, in numbers and law. */
  children: ReactNode;
  action: string;
  onConfirm: () => void;
  isPending: boolean;
  error?: unknown;
  /** What must be typed before an act that cannot be undone. */
  typed?: string | undefined;
  danger?: boolean;
  disabled?: boolean;
}

/** A side panel that states the consequence before it happens. */
export function ConfirmPanel(props: ConfirmPanelProps) {
  useFocusBack();
  return (
    <Drawer
      opened={props.opened}
      onClose={props.onClose}
      title={<strong>{props.title}</strong>}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <ConfirmForm {...props} />
    </Drawer>
  );
}

function ConfirmForm({
  onClose,
  children,
  action,
  onConfirm,
  isPending,
  error,
  typed,
  danger,
  disabled,
}: ConfirmPanelProps) {
  const [entry, setEntry] = useState("");
  const isReady = (!typed || entry.trim() === typed) && !disabled;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) onConfirm();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {error != null && <ProblemAlert error={error} />}
        {children}
        {typed && (
          <TextInput
            label={t`Type ${typed} to confirm`}
            description={t`This cannot be undone.`}
            value={entry}
            onChange={(event) => {
              setEntry(event.currentTarget.value);
            }}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t`Keep as it is`}
          </Button>
          <Button type="submit" disabled={!isReady} loading={isPending} {...(danger ? { color: "red.8" } : {})}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
