import { t } from "@lingui/core/macro";
import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconScale } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";

import type { CertificationRule } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { EmptyState } from "../../components/feedback/EmptyState";
import { TextLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { RulesTabs } from "./RulesTabs";
import { allRules } from "./queries";

/** Each rule as a sentence with its citation. */
export function RulesPage() {
  const { data } = useSuspenseQuery(allRules);
  return (
    <>
      <PageHead title={t`Certification rules`} />
      <RulesTabs active="rules" />
      {data.items.length === 0 && (
        <EmptyState icon={IconScale}>{t`No certification rule has been loaded yet.`}</EmptyState>
      )}
      <Stack maw={860}>
        {data.items.map((rule) => (
          <Rule key={rule.id} rule={rule} />
        ))}
      </Stack>
    </>
  );
}

function Rule({ rule }: { rule: CertificationRule }) {
  return (
    <Paper p="md" component="section">
      <Group justify="space-between" mb={4}>
        <Title order={2}>
          <TextLink to="/rules/$ruleId" params={{ ruleId: rule.id }} inherit>
            {rule.code} · {rule.title}
          </TextLink>
        </Title>
        <LifecycleBadge status={rule.status} />
      </Group>
      <Text>{rule.sentence}</Text>
      <Text c="dimmed" size="xs" mt={4}>
        {t`Version ${rule.rule_version}`} · {rule.citation}
      </Text>
    </Paper>
  );
}
