import { t } from "@lingui/core/macro";
import { Paper, Stack, Text, Title } from "@mantine/core";
import { IconPlus, IconStack2 } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";

import { EmptyState } from "../../../components/feedback/EmptyState";
import { ButtonLink, TextLink } from "../../../components/links";
import { PageHead } from "../../../components/PageHead";
import { useCan } from "../../accounts/session";
import { allBandings } from "../queries";
import { RulesTabs } from "../RulesTabs";
import { ScalePicture } from "./ScalePicture";

/** Every banding model with its scale. */
export function BandingModelsPage() {
  const { data } = useSuspenseQuery(allBandings);
  const mayManage = useCan("rules:manage");
  const create = mayManage && (
    <ButtonLink to="/banding-models/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t`New banding model`}
    </ButtonLink>
  );
  return (
    <>
      <PageHead title={t`Banding models`} actions={data.items.length > 0 && create} />
      <RulesTabs active="bands" />
      {data.items.length === 0 && (
        <EmptyState icon={IconStack2} action={create}>
          {t`Bands take a range of scores as one rank. Continuous lists use them; a list without bands ranks by score.`}
        </EmptyState>
      )}
      <Stack maw={860}>
        {data.items.map((model) => (
          <Paper key={model.id} p="md" component="section">
            <Title order={2}>
              <TextLink to="/banding-models/$modelId" params={{ modelId: model.id }}>
                {model.code} · {model.title}
              </TextLink>
            </Title>
            <Text c="dimmed" mb="sm">
              {t`${model.bands.length} bands, from ${model.bands.at(-1)?.lower ?? ""} to ${model.bands[0]?.upper ?? ""}`}
            </Text>
            <ScalePicture bands={model.bands} />
          </Paper>
        ))}
      </Stack>
    </>
  );
}
