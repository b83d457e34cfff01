import { t } from "@lingui/core/macro";
import { Paper, Stack, Text, Title } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";

import { ButtonLink, TextLink } from "../../../components/links";
import { PageHead } from "../../../components/PageHead";
import { useCan } from "../../accounts/session";
import { bandingVersions, oneBanding } from "../queries";
import { Versions } from "../models/Versions";
import styles from "./bands.module.css";
import { ScalePicture } from "./ScalePicture";

/** One banding model: its scale as a picture and as a table, and its versions. */
export function BandsPage({ modelId }: { modelId: string }) {
  const { data: model } = useSuspenseQuery(oneBanding(modelId));
  const mayManage = useCan("rules:manage");
  const later = useQuery(bandingVersions(modelId)).data?.items ?? [];
  const earlier = useQuery({ ...oneBanding(model.replaces_id ?? ""), enabled: model.replaces_id !== null }).data;
  return (
    <>
      <PageHead
        title={`${model.code} · ${model.title}`}
        trail={<TextLink to="/banding-models">{t`Banding models`}</TextLink>}
        actions={
          mayManage && (
            <ButtonLink to="/banding-models/new" search={{ from: model.id }}>{t`New version from this`}</ButtonLink>
          )
        }
      />
      <Stack maw={860}>
        <Paper p="md" component="section">
          <Title order={2} mb="sm">{t`The scale`}</Title>
          <ScalePicture bands={model.bands} />
        </Paper>
        <Paper p="md" component="section">
          <Title order={2} mb="xs">{t`Bands`}</Title>
          <table className={styles.table} aria-label={t`Bands of ${model.code}, the best first`}>
            <thead>
              <tr>
                <th scope="col">{t`Rank`}</th>
                <th scope="col">{t`From`}</th>
                <th scope="col">{t`Up to`}</th>
                <th scope="col">{t`Shown as`}</th>
              </tr>
            </thead>
            <tbody>
              {model.bands.map((band) => (
                <tr key={band.rank}>
                  <th scope="row">{band.rank}</th>
                  <td>{band.lower}</td>
                  <td>{band.upper}</td>
                  <td>{band.upper}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <Text c="dimmed" size="xs" mt="sm">
            {t`From is part of the band, up to is not, but for the best band, which holds its upper limit too.`}
          </Text>
        </Paper>
        <Versions model={model} earlier={earlier} later={later} to="/banding-models/$modelId" />
      </Stack>
    </>
  );
}
