import { t } from "@lingui/core/macro";
import { Button, Drawer, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";

import { asProblem, errorsByField } from "../../api/problem";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";

interface CodeTitlePanelProps {
  title: string;
  action: string;
  opened: boolean;
  onClose: () => void;
  onSubmit: (values: { code: string; title: string }) => void;
  isPending: boolean;
  error: unknown;
}

/** The panel that makes whatever is a code and a title: departments, job classes. */
export function CodeTitlePanel(props: CodeTitlePanelProps) {
  return (
    <Drawer
      opened={props.opened}
      onClose={props.onClose}
      title={<strong>{props.title}</strong>}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <CodeTitleForm {...props} />
    </Drawer>
  );
}

function CodeTitleForm({ action, onSubmit, isPending, error }: CodeTitlePanelProps) {
  const form = useForm({ initialValues: { code: "", title: "" } });
  const byField = error ? errorsByField(asProblem(error)) : {};
  return (
    // The panel opens from inside other forms; its submit must not reach them.
    <form
      onSubmit={(event) => {
        event.stopPropagation();
        form.onSubmit(onSubmit)(event);
      }}
    >
      <Stack>
        {error != null && <ProblemAlert error={error} />}
        <TextInput label={t`Code`} required data-autofocus {...form.getInputProps("code")} error={byField.code} />
        <TextInput label={t`Title`} required {...form.getInputProps("title")} error={byField.title} />
        <Button type="submit" loading={isPending}>
          {action}
        </Button>
      </Stack>
    </form>
  );
}
