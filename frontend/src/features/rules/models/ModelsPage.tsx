import { t } from "@lingui/core/macro";
import { Paper, Stack, Title } from "@mantine/core";
import { IconMathFunction, IconPlus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";

import type { ScoringModel } from "../../../api/types";
import { EmptyState } from "../../../components/feedback/EmptyState";
import { ButtonLink, TextLink } from "../../../components/links";
import { PageHead } from "../../../components/PageHead";
import { useCan } from "../../accounts/session";
import { RulesTabs } from "../RulesTabs";
import { allModels } from "../queries";
import { ModelFacts } from "./ModelFacts";

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
  return (
    <Paper p="md" component="section">
      <Title order={2}>
        <TextLink to="/scoring-models/$modelId" params={{ modelId: model.id }}>
          {model.code} · {model.title}
        </TextLink>
      </Title>
      <ModelFacts model={model} />
    </Paper>
  );
}
