import { t } from "@lingui/core/macro";
import { Button, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDocumentTitle } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";

import { api, rememberCsrfToken } from "../../api/client";
import { asProblem } from "../../api/problem";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { EntryCard } from "./EntryCard";
import { SESSION, sessionQuery } from "./session";

export function SignInPage({ next }: { next: string }) {
  useDocumentTitle(t`Sign in · Eligo`);
  const router = useRouter();
  const queries = useQueryClient();
  const form = useForm({ initialValues: { email: "", password: "", agency: "" } });
  const signIn = api.useMutation("post", SESSION, {
    onSuccess: (session) => {
      queries.clear();
      rememberCsrfToken(session.csrf_token);
      queries.setQueryData(sessionQuery.queryKey, session);
      router.history.push(next);
    },
  });
  const mustChoose = signIn.error ? asProblem(signIn.error).code === "choose_agency" : false;

  return (
    <EntryCard>
      <Stack gap={4} mb="lg">
        <Title order={1}>{t`Sign in`}</Title>
        <Text c="dimmed">{t`Merit hiring by the letter of its rules, every step explained.`}</Text>
      </Stack>
      <form
        onSubmit={form.onSubmit(({ email, password, agency }) => {
          signIn.mutate({ body: { email, password, ...(agency ? { agency } : {}) } });
        })}
      >
        <Stack>
          {signIn.error && <ProblemAlert error={signIn.error} />}
          <TextInput
            label={t`E-mail`}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            size="md"
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={t`Password`}
            autoComplete="current-password"
            required
            withAsterisk={false}
            size="md"
            visibilityToggleButtonProps={{ "aria-label": t`Show or hide the password`, tabIndex: 0 }}
            {...form.getInputProps("password")}
          />
          {mustChoose && (
            <TextInput
              label={t`Agency`}
              description={t`This address works for several agencies. Give the short name of one.`}
              size="md"
              {...form.getInputProps("agency")}
            />
          )}
          <Button type="submit" size="md" loading={signIn.isPending} fullWidth>
            {t`Sign in`}
          </Button>
        </Stack>
      </form>
    </EntryCard>
  );
}
