import { t } from "@lingui/core/macro";
import { Button, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDocumentTitle } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";

import { api } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import type { components } from "../../api/schema";
import { Note } from "../../components/feedback/Note";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { ButtonLink } from "../../components/links";
import { EntryCard } from "./EntryCard";

type Link = components["schemas"]["LinkRead"];
const ENDED = ["link_expired", "link_used", "link_withdrawn", "not_found"];

/** What a link opens: a name and a password to set, or why it opens nothing any more. */
export function JoinPage({ token }: { token: string }) {
  useDocumentTitle(t`Your account · Eligo`);
  const path = { params: { path: { token } } };
  const link = useQuery({
    ...api.queryOptions("get", "/api/v1/public/account-links/{token}", path),
    staleTime: Infinity,
  });
  return (
    <EntryCard>
      {link.isPending && <TableSkeleton rows={4} />}
      {link.error && <Ended error={link.error} retry={() => void link.refetch()} />}
      {link.data && <JoinForm token={token} link={link.data} />}
    </EntryCard>
  );
}

function Ended({ error, retry }: { error: unknown; retry: () => void }) {
  const { code, detail } = asProblem(error);
  const isEnded = ENDED.includes(code);
  return (
    <Stack>
      <Title order={1}>{isEnded ? t`This link opens nothing` : t`The link could not be opened`}</Title>
      {isEnded ? (
        <Note tone="amber">
          {code === "not_found" ? t`There is no such link. Check that all of its address was copied.` : detail}
        </Note>
      ) : (
        <ProblemAlert error={error} retry={retry} />
      )}
      <ButtonLink to="/sign-in" search={{}} variant="default">{t`Go to sign in`}</ButtonLink>
    </Stack>
  );
}

function JoinForm({ token, link }: { token: string; link: Link }) {
  const isInvitation = link.kind === "invitation";
  const form = useForm({ initialValues: { name: link.name, password: "" } });
  const join = api.useMutation("post", "/api/v1/public/account-links/{token}", {
    onError: (error) => {
      form.setErrors(errorsByField(asProblem(error)));
    },
  });
  if (join.isSuccess)
    return (
      <Stack>
        <Title order={1}>{t`Your password is set`}</Title>
        <Text>{t`Sign in as ${join.data.email}.`}</Text>
        <ButtonLink to="/sign-in" search={{}} size="md">{t`Go to sign in`}</ButtonLink>
      </Stack>
    );
  return (
    <form
      onSubmit={form.onSubmit(({ name, password }) => {
        join.mutate({ params: { path: { token } }, body: { password, ...(isInvitation && { name }) } });
      })}
    >
      <Stack>
        <Title order={1}>{isInvitation ? t`Welcome to ${link.agency}` : t`Set a new password`}</Title>
        <Text c="dimmed">
          {isInvitation
            ? t`Say how your name is written and choose a password. You sign in with ${link.email}.`
            : t`For ${link.email} at ${link.agency}. Every sign-in with the old one ends.`}
        </Text>
        {join.error && <ProblemAlert error={join.error} />}
        {isInvitation && (
          <TextInput
            label={t`Your name`}
            autoComplete="name"
            required
            withAsterisk={false}
            size="md"
            maxLength={200}
            {...form.getInputProps("name")}
          />
        )}
        <PasswordInput
          label={t`New password`}
          description={
            link.shortest_password > 1
              ? t`At least ${link.shortest_password} characters, and not one that everybody tries.`
              : t`Not one that everybody tries.`
          }
          autoComplete="new-password"
          required
          withAsterisk={false}
          size="md"
          visibilityToggleButtonProps={{ "aria-label": t`Show or hide the password`, tabIndex: 0 }}
          {...form.getInputProps("password")}
        />
        <Button type="submit" size="md" loading={join.isPending} fullWidth>
          {isInvitation ? t`Join` : t`Set the password`}
        </Button>
      </Stack>
    </form>
  );
}
