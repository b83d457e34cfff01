import { t } from "@lingui/core/macro";
import { Button, Drawer, MultiSelect, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";

import { api } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import { useFocusBack } from "../../components/feedback/focusBack";
import { FormPanel } from "../../components/feedback/FormPanel";
import { ShownOnce } from "../../components/ShownOnce";
import type { components } from "../../api/schema";
import { keysChanged } from "./queries";
import { useSession } from "./session";

type Scope = components["schemas"]["Permission"];
const DAY = 86_400_000;

const endAfter = (days: string) => (days ? new Date(Date.now() + Number(days) * DAY).toISOString() : null);

/** A key with some of one's own permissions; its secret is shown once. */
export function CreateKeyPanel({ onClose }: { onClose: () => void }) {
  useFocusBack();
  const { permissions } = useSession();
  const form = useForm({
    initialValues: { name: "", scopes: [] as string[], days: "365" },
    validate: { scopes: (scopes) => (scopes.length === 0 ? t`Choose at least one scope.` : null) },
  });
  const create = api.useMutation("post", "/api/v1/api-keys", {
    meta: keysChanged,
    onError: (error) => {
      form.setErrors(errorsByField(asProblem(error)));
    },
  });
  const made = create.data;
  if (made)
    return (
      <Drawer
        opened
        onClose={onClose}
        title={<strong>{t`API key ${made.name}`}</strong>}
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <Stack>
          <ShownOnce label={t`API key`} value={made.token}>
            {t`Store this key in the other system now. It is sent as “Authorization: Bearer …”.`}
          </ShownOnce>
          <Button onClick={onClose}>{t`Done`}</Button>
        </Stack>
      </Drawer>
    );
  return (
    <FormPanel
      opened
      onClose={onClose}
      title={t`New API key`}
      action={t`Make the key`}
      isPending={create.isPending}
      error={create.error}
      onSubmit={form.onSubmit(({ name, scopes, days }) => {
        create.mutate({ body: { name, scopes: scopes as Scope[], expires_at: endAfter(days) } });
      })}
    >
      <TextInput
        label={t`Name`}
        description={t`Which system uses it.`}
        required
        data-autofocus
        maxLength={200}
        {...form.getInputProps("name")}
      />
      <MultiSelect
        label={t`Scopes`}
        description={t`What the system may do; never more than you may.`}
        data={permissions}
        searchable
        required
        withAsterisk
        clearButtonProps={{ "aria-label": t`No scope` }}
        {...form.getInputProps("scopes")}
      />
      <Select
        label={t`Ends`}
        allowDeselect={false}
        data={[
          { value: "30", label: t`In 30 days` },
          { value: "90", label: t`In 90 days` },
          { value: "365", label: t`In a year` },
          { value: "", label: t`Never` },
        ]}
        {...form.getInputProps("days")}
      />
    </FormPanel>
  );
}
