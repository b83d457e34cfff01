import { plural, t } from "@lingui/core/macro";
import { Button, Paper, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";

import { api, ifMatch } from "../../api/client";
import type { CertificationRule } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { TextLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { CivilDate, Instant } from "../../components/time/Instant";
import { useCan } from "../accounts/session";
import { Example } from "./Example";
import { chipsOf } from "./parameters";
import { oneRule, playedExamples, versionsOf } from "./queries";
import styles from "./rules.module.css";

/** A rule as a sentence with its parameters, its versions in time, and its worked examples as they come out now. */
export function RulePage({ ruleId }: { ruleId: string }) {
  const { data: rule } = useSuspenseQuery(oneRule(ruleId));
  const mayManage = useCan("rules:manage");
  return (
    <>
      <PageHead
        title={`${rule.code} · ${rule.title}`}
        trail={<TextLink to="/rules">{t`Certification rules`}</TextLink>}
        badge={<LifecycleBadge status={rule.status} />}
        actions={mayManage && rule.status === "draft" && <Activation rule={rule} />}
      />
      <Stack maw={900}>
        <Paper p="md" component="section">
          <Text size="lg" fw={520} maw="70ch">
            {rule.sentence}
          </Text>
          <dl className={styles.chips}>
            {chipsOf(rule.parameters).map(({ name, label, value }) => (
              <div key={name}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <Text c="dimmed">{rule.citation}</Text>
        </Paper>
        <Versions rule={rule} />
        <Examples ruleId={rule.id} />
      </Stack>
    </>
  );
}

function Versions({ rule }: { rule: CertificationRule }) {
  const versions = useQuery(versionsOf(rule.code)).data?.items ?? [rule];
  return (
    <section>
      <Title order={2} mb="xs">{t`Versions`}</Title>
      <ol className={styles.versions}>
        {versions
          .toSorted((a, b) => b.rule_version - a.rule_version)
          .map((one) => (
            <li key={one.id} aria-current={one.id === rule.id ? "true" : undefined}>
              {one.id === rule.id ? (
                <strong>{t`Version ${one.rule_version}`}</strong>
              ) : (
                <TextLink to="/rules/$ruleId" params={{ ruleId: one.id }}>{t`Version ${one.rule_version}`}</TextLink>
              )}{" "}
              <LifecycleBadge status={one.status} quiet />
              <Text c="dimmed" size="xs">
                {one.effective_on ? (
                  <>
                    {t`In force from`} <CivilDate on={one.effective_on} />
                  </>
                ) : (
                  <>
                    {t`Written`} <Instant at={one.created_at} />
                  </>
                )}
              </Text>
            </li>
          ))}
      </ol>
    </section>
  );
}

function Examples({ ruleId }: { ruleId: string }) {
  const { data, error, isPending, refetch } = useQuery(playedExamples(ruleId));
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (isPending) return <TableSkeleton />;
  const passed = data.items.filter((one) => one.passed).length;
  return (
    <section>
      <Title order={2}>{t`Worked examples`}</Title>
      <Text c="dimmed" mb="xs">
        {data.items.length === 0
          ? t`There are none. A rule is activated with at least one.`
          : t`${passed} of ${plural(data.items.length, { one: "# passes", other: "# pass" })}, played just now with this version.`}
      </Text>
      <Stack gap="sm">
        {data.items.map((one) => (
          <Example key={one.id} played={one} />
        ))}
      </Stack>
    </section>
  );
}

function Activation({ rule }: { rule: CertificationRule }) {
  const [isOpen, panel] = useDisclosure(false);
  const activate = api.useMutation("post", "/api/v1/certification-rules/{rule_id}/activate", {
    meta: { invalidates: ["/api/v1/certification-rules"] },
    onSuccess: panel.close,
  });
  return (
    <>
      <Button onClick={panel.open}>{t`Activate…`}</Button>
      <ConfirmPanel
        opened={isOpen}
        onClose={panel.close}
        title={t`Activate ${rule.code}, version ${rule.rule_version}`}
        action={t`Activate`}
        typed={rule.code}
        isPending={activate.isPending}
        error={activate.error}
        onConfirm={() => {
          activate.mutate({ params: { path: { rule_id: rule.id } }, headers: ifMatch(rule) });
        }}
      >
        <Text>{t`Its worked examples are played first; while one fails, nothing changes. The version in force before retires.`}</Text>
        <Text>{t`New lists and referrals use this version. Lists and referrals that exist keep theirs.`}</Text>
      </ConfirmPanel>
    </>
  );
}
