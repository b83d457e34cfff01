import { t } from "@lingui/core/macro";
import { Paper, Stack, Title } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";

import { ButtonLink, TextLink } from "../../../components/links";
import { PageHead } from "../../../components/PageHead";
import { useCan } from "../../accounts/session";
import { oneModel, scoringVersions } from "../queries";
import { toModel, fromModel } from "./model";
import { ModelFacts } from "./ModelFacts";
import { Versions } from "./Versions";
import { WorkedExample } from "./WorkedExample";

/** A scoring model with an example worked out beside it, and its versions. */
export function ModelPage({ modelId }: { modelId: string }) {
  const { data: model } = useSuspenseQuery(oneModel(modelId));
  const mayManage = useCan("rules:manage");
  const later = useQuery(scoringVersions(modelId)).data?.items ?? [];
  const earlier = useQuery({ ...oneModel(model.replaces_id ?? ""), enabled: model.replaces_id !== null }).data;
  const { components, scale, credits, decimals } = toModel(fromModel(model));
  return (
    <>
      <PageHead
        title={`${model.code} · ${model.title}`}
        trail={<TextLink to="/scoring-models">{t`Scoring models`}</TextLink>}
        actions={
          mayManage && (
            <ButtonLink to="/scoring-models/new" search={{ from: model.id }}>{t`New version from this`}</ButtonLink>
          )
        }
      />
      <Stack maw={900}>
        <Paper p="md" component="section">
          <Title order={2} mb="xs">{t`The model`}</Title>
          <ModelFacts model={model} />
        </Paper>
        <WorkedExample model={{ components, scale, credits, decimals, rounding: model.rounding }} />
        <Versions model={model} earlier={earlier} later={later} to="/scoring-models/$modelId" />
      </Stack>
    </>
  );
}
