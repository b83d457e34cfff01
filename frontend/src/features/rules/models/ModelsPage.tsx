import { t } from "@lingui/core/macro";
import { Paper, Stack, Text, Title } from "@mantine/core";
import { IconMathFunction, IconPlus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";

import type { ScoringModel } from "../../../api/types";
import { EmptyState } from "../../../components/feedback/EmptyState";
import { Facts } from "../../../components/Facts";
import { ButtonLink } from "../../../components/links";
import { PageHead } from "../../../components/PageHead";
import { plain } from "../../../i18n/words";
import { useCan } from "../../accounts/session";
import { RulesTabs } from "../RulesTabs";
import { allModels } from "../queries";
import { showPoints } from "./model";

/** Every scoring model with its parts. */
export function ModelsPage() {
  const { data } = useSuspenseQuery(allModels);
  const mayManage = useCan("rules:manage");
  const create = mayManage && (
    <ButtonLink to="/scoring-models/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t`New scoring model`}
    </ButtonLink>
  );
  return (
    <>
      <PageHead title={t`Scoring models`} actions={data.items.length > 0 && create} />
      <RulesTabs active="models" />
      {data.items.length === 0 && (
        <EmptyState icon={IconMathFunction} action={create}>
          {t`A scoring model says how component results become one score. A list needs one before it can be scored.`}
        </EmptyState>
      )}
      <Stack maw={860}>
        {data.items.map((model) => (
          <Model key={model.id} model={model} />
        ))}
      </Stack>
    </>
  );
}

function Model({ model }: { model: ScoringModel }) {
  const { scale } = model;
  return (
    <Paper p="md" component="section">
      <Title order={2}>
        {model.code} · {model.title}
      </Title>
      <Text c="dimmed" mb="sm">
        {t`${scale.pass} points at a share of ${scale.pass_fraction}, ${scale.max} at the top, ${model.decimals} decimals.`}
      </Text>
      <Facts
        items={[
          ...model.components.map((part) => ({
            term: plain(part.name),
            value: part.hurdle
              ? t`weight ${part.weight}, of ${part.max}, must pass`
              : t`weight ${part.weight}, of ${part.max}`,
          })),
          ...model.credits.map((credit) => ({
            term: t`${plain(credit.kind)} points`,
            value: credit.as_given ? t`as given` : showPoints(credit.values),
          })),
        ]}
      />
    </Paper>
  );
}
