import { t } from "@lingui/core/macro";
import { Button, Divider, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";

import { ProblemAlert } from "../../components/feedback/ProblemAlert";

interface VoidFormProps {
  what: string;
  isPending: boolean;
  error: unknown;
  onVoid: (reason: string) => void;
}

/** Ends a record with a reason: it stays readable and its code stays taken. Refused while something uses it. */
export function VoidForm({ what, isPending, error, onVoid }: VoidFormProps) {
  const [reason, setReason] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onVoid(reason);
      }}
    >
      <Stack mt="lg" gap="sm">
        <Divider />
        <Title order={2}>{t`Void ${what}`}</Title>
        <Text c="dimmed">{t`It is offered no more and stays readable where it was used. This cannot be undone.`}</Text>
        {error != null && <ProblemAlert error={error} />}
        <TextInput
          label={t`Reason`}
          required
          maxLength={1000}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        <Group justify="flex-end">
          <Button type="submit" color="red.8" loading={isPending} disabled={!reason.trim()}>
            {t`Void`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
