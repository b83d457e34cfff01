import { t } from "@lingui/core/macro";
import { Button, Drawer, Group, Stack } from "@mantine/core";
import type { FormEventHandler, ReactNode } from "react";

import { useFocusBack } from "./focusBack";
import { ProblemAlert } from "./ProblemAlert";

interface FormPanelProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  action: string;
  onSubmit: FormEventHandler<HTMLFormElement>;
  isPending: boolean;
  error: unknown;
  children: ReactNode;
  /** Stands below the form: what else can be done with the same thing. */
  after?: ReactNode;
}

/** A side panel that holds one form. Its content is made anew each time it opens. */
export function FormPanel(props: FormPanelProps) {
  const { opened, onClose, title, action, onSubmit, isPending, error, children, after } = props;
  useFocusBack();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={<strong>{title}</strong>}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <form
        onSubmit={(event) => {
          // A panel may open from inside another form; its submit must not reach that one.
          event.stopPropagation();
          onSubmit(event);
        }}
      >
        <Stack>
          {error != null && <ProblemAlert error={error} />}
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t`Cancel`}
            </Button>
            <Button type="submit" loading={isPending}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
      {after}
    </Drawer>
  );
}
