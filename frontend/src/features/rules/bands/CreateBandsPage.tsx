import { t } from "@lingui/core/macro";
import { Button, Group, Paper, Stack, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { api } from "../../../api/client";
import { asProblem } from "../../../api/problem";
import type { BandingModel } from "../../../api/types";
import { Note } from "../../../components/feedback/Note";
import { ProblemAlert } from "../../../components/feedback/ProblemAlert";
import { TextLink } from "../../../components/links";
import { PageHead } from "../../../components/PageHead";
import { BANDS, oneBanding } from "../queries";
import { bandError, fromModel, toBands, usualBands, type BandsForm } from "./bands";
import { BandRows } from "./BandRows";
import { ScalePicture } from "./ScalePicture";

/** A new version begins as a copy of the one it replaces, which keeps its lists. */
export function NewBandsVersion({ from }: { from: string }) {
  const { data: replaced } = useSuspenseQuery(oneBanding(from));
  return <CreateBandsPage key={from} replaced={replaced} />;
}

export function CreateBandsPage({ replaced }: { replaced?: BandingModel }) {
  const navigate = useNavigate();
  const form = useForm<BandsForm>({ initialValues: replaced ? fromModel(replaced) : usualBands });
  const create = api.useMutation("post", BANDS, {
    meta: { invalidates: [BANDS] },
    onSuccess: (made) => navigate({ to: "/banding-models/$modelId", params: { modelId: made.id } }),
    onError: (error) => {
      const { errors } = asProblem(error);
      form.setErrors(Object.fromEntries(errors.map((one) => [at(one.field), bandError(one.code, one.message)])));
    },
  });
  // What belongs to a row is told there, in words; an alert with the server's codes would only repeat it.
  const isMarked = create.error
    ? asProblem(create.error).errors.some(({ field }) => field.startsWith("bands."))
    : false;
  return (
    <>
      <PageHead
        title={replaced ? t`New version of ${replaced.code}` : t`New banding model`}
        trail={<TextLink to="/banding-models">{t`Banding models`}</TextLink>}
      />
      <form
        onSubmit={form.onSubmit((values) => {
          create.mutate({ body: { ...toBands(values), ...(replaced && { replaces_id: replaced.id }) } });
        })}
      >
        <Stack maw={640}>
          {replaced && <Note tone="blue">{t`Lists that use ${replaced.code} keep it until another is chosen.`}</Note>}
          {create.error &&
            (isMarked ? (
              <Note tone="amber">{t`Nothing was made: look at the marked rows.`}</Note>
            ) : (
              <ProblemAlert error={create.error} />
            ))}
          <Group grow align="start">
            <TextInput label={t`Code`} required maxLength={60} {...form.getInputProps("code")} />
            <TextInput label={t`Title`} required maxLength={200} {...form.getInputProps("title")} />
          </Group>
          <Paper component="section" p="md">
            <Title order={2} mb="sm">{t`Bands, the best first`}</Title>
            <BandRows form={form} />
          </Paper>
          <Paper component="section" p="md">
            <Title order={2} mb="sm">{t`The scale`}</Title>
            <ScalePicture bands={form.values.bands} />
          </Paper>
          <Group>
            <Button type="submit" loading={create.isPending}>{t`Create model`}</Button>
            <TextLink to="/banding-models">{t`Back without creating`}</TextLink>
          </Group>
        </Stack>
      </form>
    </>
  );
}

/** Ranks are given by the order of the rows, so what is said of a rank belongs to the row's limit. */
const at = (field: string) => field.replace(/\.rank$/, ".lower");
