import { t } from "@lingui/core/macro";
import { Button, Divider, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";

import { api, ifMatch } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import type { AccountLink, User } from "../../api/types";
import { FormPanel } from "../../components/feedback/FormPanel";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { Instant } from "../../components/time/Instant";
import { LinkShown } from "./LinkShown";
import { RolesField, dutiesMissing, type Duties } from "./RolesField";
import { usersChanged } from "./queries";
import { useSession } from "./session";

/** Somebody's name, roles and departments; below, the link and the end of the work here. */
export function UserPanel({ user, onClose }: { user: User; onClose: () => void }) {
  const [name, setName] = useState(user.name);
  const [duties, setDuties] = useState<Duties>({ roles: user.roles, departments: user.departments });
  const [missing, setMissing] = useState<Record<string, string>>({});
  const change = api.useMutation("patch", "/api/v1/users/{user_id}", { meta: usersChanged, onSuccess: onClose });
  const errors = { ...(change.error ? errorsByField(asProblem(change.error)) : {}), ...missing };
  return (
    <FormPanel
      opened
      onClose={onClose}
      title={user.name}
      action={t`Save`}
      isPending={change.isPending}
      error={change.error}
      onSubmit={(event) => {
        event.preventDefault();
        const lacking = dutiesMissing(duties);
        setMissing(lacking);
        if (Object.keys(lacking).length > 0) return;
        const departments = duties.roles.includes("hiring_manager") ? duties.departments : [];
        change.mutate({
          params: { path: { user_id: user.id } },
          headers: ifMatch(user, change.error),
          body: { name, roles: duties.roles, departments },
        });
      }}
      after={<Access user={user} onClose={onClose} />}
    >
      <Text c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {user.email}
      </Text>
      <TextInput
        label={t`Name`}
        required
        maxLength={200}
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value);
        }}
        error={errors.name}
      />
      <RolesField value={duties} onChange={setDuties} errors={errors} />
      <Text c="dimmed" size="xs">{t`New roles end this person's sign-ins at once.`}</Text>
    </FormPanel>
  );
}

function Access({ user, onClose }: { user: User; onClose: () => void }) {
  const { user: own } = useSession();
  const [seen, setSeen] = useState(user);
  const [link, setLink] = useState<AccountLink>();
  const [isSure, setSure] = useState(false);
  const params = { path: { user_id: user.id } };
  const make = api.useMutation("post", "/api/v1/users/{user_id}/link", {
    meta: usersChanged,
    onSuccess: (made) => {
      setLink(made);
      setSeen(made.user);
    },
  });
  const withdraw = api.useMutation("delete", "/api/v1/users/{user_id}/link", {
    meta: usersChanged,
    onSuccess: (left) => {
      setLink(undefined);
      setSeen(left);
    },
  });
  const change = api.useMutation("patch", "/api/v1/users/{user_id}", { meta: usersChanged, onSuccess: onClose });
  const error = make.error ?? withdraw.error ?? change.error;
  const work = (is_active: boolean) => {
    change.mutate({ params, headers: ifMatch(seen, error), body: { is_active } });
  };
  if (user.id === own.id)
    return <Text c="dimmed" mt="lg">{t`This is your own account: nobody ends or resets it alone.`}</Text>;
  return (
    <Stack mt="lg" gap="sm">
      <Divider />
      <Title order={2}>{t`Access`}</Title>
      {error && <ProblemAlert error={error} />}
      {link && <LinkShown link={link} />}
      {!link && seen.link && (
        <Text>
          {seen.link.kind === "invitation"
            ? t`An invitation is under way until`
            : t`A link to a new password works until`}{" "}
          <Instant at={seen.link.expires_at} />.
        </Text>
      )}
      <Group gap="xs">
        {seen.is_active && (
          <Button
            variant="default"
            loading={make.isPending}
            onClick={() => {
              make.mutate({ params });
            }}
          >
            {seen.has_password ? t`Link to a new password` : seen.link ? t`New invitation` : t`Invite by link`}
          </Button>
        )}
        {seen.link && (
          <Button
            variant="default"
            loading={withdraw.isPending}
            onClick={() => {
              withdraw.mutate({ params, headers: ifMatch(seen, error) });
            }}
          >
            {t`Withdraw the link`}
          </Button>
        )}
        {!seen.is_active && (
          <Button
            variant="default"
            loading={change.isPending}
            onClick={() => {
              work(true);
            }}
          >
            {t`Let back in`}
          </Button>
        )}
        {seen.is_active && !isSure && (
          <Button
            variant="default"
            onClick={() => {
              setSure(true);
            }}
          >
            {t`Deactivate…`}
          </Button>
        )}
      </Group>
      {isSure && (
        <Stack gap="xs" role="group" aria-label={t`Deactivate ${user.name}`}>
          <Text>{t`All sign-ins of ${user.name} end at once, and a link under way works no longer. What this person did stays in the ledger.`}</Text>
          <Group gap="xs">
            <Button
              color="red.8"
              loading={change.isPending}
              onClick={() => {
                work(false);
              }}
            >
              {t`Deactivate`}
            </Button>
            <Button
              variant="default"
              onClick={() => {
                setSure(false);
              }}
            >
              {t`Keep as it is`}
            </Button>
          </Group>
        </Stack>
      )}
    </Stack>
  );
}
