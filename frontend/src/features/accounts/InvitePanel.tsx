import { t } from "@lingui/core/macro";
import { Button, Drawer, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";

import { api } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import type { AccountLink } from "../../api/types";
import { useFocusBack } from "../../components/feedback/focusBack";
import { FormPanel } from "../../components/feedback/FormPanel";
import { LinkShown } from "./LinkShown";
import { RolesField, dutiesMissing, type Duties } from "./RolesField";
import { usersChanged } from "./queries";

/** Adds somebody and makes the link by which the person sets the own password. */
export function InvitePanel({ onClose }: { onClose: () => void }) {
  useFocusBack();
  const [link, setLink] = useState<AccountLink>();
  const [duties, setDuties] = useState<Duties>({ roles: [], departments: [] });
  const [missing, setMissing] = useState<Record<string, string>>({});
  const form = useForm({ initialValues: { email: "", name: "" } });
  const invite = api.useMutation("post", "/api/v1/users/{user_id}/link", { meta: usersChanged, onSuccess: setLink });
  const add = api.useMutation("post", "/api/v1/users", {
    meta: usersChanged,
    onSuccess: (user) => {
      invite.mutate({ params: { path: { user_id: user.id } } });
    },
    onError: (error) => {
      form.setErrors(errorsByField(asProblem(error)));
    },
  });
  if (link)
    return (
      <Drawer
        opened
        onClose={onClose}
        title={<strong>{t`Invitation for ${link.user.name}`}</strong>}
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <Stack>
          <LinkShown link={link} />
          <Button onClick={onClose}>{t`Done`}</Button>
        </Stack>
      </Drawer>
    );
  const errors = { ...(add.error ? errorsByField(asProblem(add.error)) : {}), ...missing };
  return (
    <FormPanel
      opened
      onClose={onClose}
      title={t`Invite somebody`}
      action={t`Make the invitation`}
      isPending={add.isPending || invite.isPending}
      error={add.error ?? invite.error}
      onSubmit={form.onSubmit((values) => {
        const lacking = dutiesMissing(duties);
        setMissing(lacking);
        const departments = duties.roles.includes("hiring_manager") ? duties.departments : [];
        if (Object.keys(lacking).length === 0) add.mutate({ body: { ...values, roles: duties.roles, departments } });
      })}
    >
      <Text c="dimmed">{t`You get a link to pass on. Whoever opens it sets the own password; nobody else ever knows it.`}</Text>
      <TextInput label={t`E-mail`} type="email" required data-autofocus {...form.getInputProps("email")} />
      <TextInput label={t`Name`} required maxLength={200} {...form.getInputProps("name")} />
      <RolesField value={duties} onChange={setDuties} errors={errors} />
    </FormPanel>
  );
}
