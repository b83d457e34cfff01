import { t } from "@lingui/core/macro";
import { Button, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";

import { api, ifMatch } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import type { OwnSession, User } from "../../api/types";
import { Note } from "../../components/feedback/Note";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { PageHead } from "../../components/PageHead";
import { DataTable } from "../../components/tables/DataTable";
import { Instant } from "../../components/time/Instant";
import { roleWord } from "../../i18n/words";
import { browserWord } from "./browser";
import { ownAccount, ownSessions } from "./queries";
import { sessionQuery } from "./session";

/** One's own name, password and sign-ins. */
export function AccountPage() {
  const { data: user } = useSuspenseQuery(ownAccount);
  return (
    <>
      <PageHead
        title={t`Your account`}
        facts={<Text c="dimmed">{[user.email, ...user.roles.map(roleWord)].join(" · ")}</Text>}
      />
      <Stack maw={640}>
        <NameForm key={user.version} user={user} />
        <PasswordForm user={user} />
      </Stack>
      <SignIns />
    </>
  );
}

function NameForm({ user }: { user: User }) {
  const queries = useQueryClient();
  const form = useForm({ initialValues: { name: user.name } });
  const rename = api.useMutation("patch", "/api/v1/account", {
    meta: { invalidates: ["/api/v1/users"] },
    onSuccess: (changed) => {
      queries.setQueryData(ownAccount.queryKey, changed);
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  return (
    <Paper p="md" component="section">
      <form
        onSubmit={form.onSubmit(({ name }) => {
          rename.mutate({ headers: ifMatch(user, rename.error), body: { name } });
        })}
      >
        <Stack gap="sm">
          <Title order={2}>{t`Name`}</Title>
          {rename.error && <ProblemAlert error={rename.error} />}
          <TextInput label={t`Your name`} required maxLength={200} {...form.getInputProps("name")} />
          <Group justify="flex-end">
            <Button type="submit" variant="default" loading={rename.isPending} disabled={!form.isDirty()}>
              {t`Save name`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

function PasswordForm({ user }: { user: User }) {
  const form = useForm({ initialValues: { current_password: "", password: "" } });
  const change = api.useMutation("post", "/api/v1/users/{user_id}/password", {
    meta: { invalidates: ["/api/v1/sessions", "/api/v1/account"] },
    onSuccess: () => {
      form.reset();
    },
    onError: (error) => {
      form.setErrors(errorsByField(asProblem(error)));
    },
  });
  const eye = { "aria-label": t`Show or hide the password`, tabIndex: 0 };
  return (
    <Paper p="md" component="section">
      <form
        onSubmit={form.onSubmit((body) => {
          change.mutate({ params: { path: { user_id: user.id } }, body });
        })}
      >
        <Stack gap="sm">
          <Title order={2}>{t`Password`}</Title>
          {change.error && <ProblemAlert error={change.error} />}
          {change.isSuccess && (
            <Note tone="green">{t`The password is changed. You are signed in here only; other browsers sign in again.`}</Note>
          )}
          <PasswordInput
            label={t`Current password`}
            autoComplete="current-password"
            required
            visibilityToggleButtonProps={eye}
            {...form.getInputProps("current_password")}
          />
          <PasswordInput
            label={t`New password`}
            description={t`At least 12 characters, and not one that everybody tries. A few words in a row are good.`}
            autoComplete="new-password"
            required
            visibilityToggleButtonProps={eye}
            {...form.getInputProps("password")}
          />
          <Group justify="flex-end">
            <Button type="submit" variant="default" loading={change.isPending}>
              {t`Change password`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

function SignIns() {
  const { data } = useSuspenseQuery(ownSessions);
  const end = api.useMutation("delete", "/api/v1/sessions/{session_id}", {
    meta: { invalidates: ["/api/v1/sessions"] },
  });
  return (
    <section style={{ marginTop: 24 }}>
      <Title order={2} mb="xs">{t`Where you are signed in`}</Title>
      {end.error && <ProblemAlert error={end.error} />}
      <DataTable<OwnSession>
        caption={t`Sign-ins`}
        rows={data.items}
        rowKey={(one) => one.id}
        columns={[
          {
            id: "browser",
            header: t`Browser`,
            rowHeader: true,
            cell: (one) => <span title={one.user_agent ?? ""}>{browserWord(one.user_agent)}</span>,
          },
          { id: "created", header: t`Signed in`, wideOnly: true, cell: (one) => <Instant at={one.created_at} /> },
          { id: "seen", header: t`Last used`, cell: (one) => <Instant at={one.last_seen_at} /> },
          { id: "expires", header: t`Ends`, wideOnly: true, cell: (one) => <Instant at={one.expires_at} /> },
          {
            id: "actions",
            paperless: true,
            header: t`Actions`,
            cell: (one) =>
              one.is_current ? (
                <Text c="dimmed">{t`This one`}</Text>
              ) : (
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={end.isPending}
                  aria-label={t`End the sign-in of ${browserWord(one.user_agent)}`}
                  onClick={() => {
                    end.mutate({ params: { path: { session_id: one.id } } });
                  }}
                >
                  {t`End`}
                </Button>
              ),
          },
        ]}
      />
    </section>
  );
}
