import { t } from "@lingui/core/macro";
import { Button, Group, NumberInput, Paper, SimpleGrid, Stack, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { api } from "../../../api/client";
import { asProblem, errorsByField } from "../../../api/problem";
import type { ScoringModel } from "../../../api/types";
import { Note } from "../../../components/feedback/Note";
import { ProblemAlert } from "../../../components/feedback/ProblemAlert";
import { TextLink } from "../../../components/links";
import { PageHead } from "../../../components/PageHead";
import { ComponentRows } from "./ComponentRows";
import { CreditRows } from "./CreditRows";
import { oneModel } from "../queries";
import { fromModel, toModel, usual, type ModelForm } from "./model";
import { WorkedExample } from "./WorkedExample";

const MODELS = "/api/v1/scoring-models";

/** A new version begins as a copy of the one it replaces, which keeps its lists. */
export function NewModelVersion({ from }: { from: string }) {
  const { data: replaced } = useSuspenseQuery(oneModel(from));
  return <CreateModelPage key={from} replaced={replaced} />;
}

/** How component results become one score: weights, hurdles, the scale, credits, decimals; an example beside it. */
export function CreateModelPage({ replaced }: { replaced?: ScoringModel }) {
  const navigate = useNavigate();
  const form = useForm<ModelForm>({ initialValues: replaced ? fromModel(replaced) : usual });
  const rounding = replaced?.rounding ?? "half_up";
  const version = replaced ? { replaces_id: replaced.id, rounding } : {};
  const create = api.useMutation("post", MODELS, {
    meta: { invalidates: [MODELS] },
    onSuccess: (made) => navigate({ to: "/scoring-models/$modelId", params: { modelId: made.id } }),
    onError: (error) => {
      form.setErrors(errorsByField(asProblem(error)));
    },
  });
  const { components, scale, credits, decimals } = toModel(form.values);
  return (
    <>
      <PageHead
        title={replaced ? t`New version of ${replaced.code}` : t`New scoring model`}
        trail={<TextLink to="/scoring-models">{t`Scoring models`}</TextLink>}
      />
      <form
        onSubmit={form.onSubmit((values) => {
          create.mutate({ body: { ...toModel(values), ...version } });
        })}
      >
        <Stack maw={860}>
          {replaced && <Note tone="blue">{t`Lists that use ${replaced.code} keep it until another is chosen.`}</Note>}
          {create.error && <ProblemAlert error={create.error} />}
          <Group grow align="start">
            <TextInput label={t`Code`} required {...form.getInputProps("code")} />
            <TextInput label={t`Title`} required {...form.getInputProps("title")} />
          </Group>
          <Paper component="section" p="md">
            <Title order={2} mb="sm">{t`Components`}</Title>
            <ComponentRows form={form} />
          </Paper>
          <Paper component="section" p="md">
            <Title order={2} mb="sm">{t`Scale`}</Title>
            <SimpleGrid cols={{ base: 1, xs: 2, sm: 4 }} spacing="sm">
              <TextInput label={t`Points at the pass mark`} required {...form.getInputProps("scale.pass")} />
              <TextInput label={t`Points at the top`} required {...form.getInputProps("scale.max")} />
              <TextInput label={t`Pass mark (share)`} required {...form.getInputProps("scale.pass_fraction")} />
              <NumberInput
                label={t`Decimals`}
                min={0}
                max={8}
                allowDecimal={false}
                {...form.getInputProps("decimals")}
              />
            </SimpleGrid>
          </Paper>
          <Paper component="section" p="md">
            <Title order={2} mb="sm">{t`Credits after a pass`}</Title>
            <CreditRows form={form} />
          </Paper>
          <WorkedExample model={{ components, scale, credits, decimals, rounding }} />
          <Group>
            <Button type="submit" loading={create.isPending}>{t`Create model`}</Button>
            <TextLink to="/scoring-models">{t`Back without creating`}</TextLink>
          </Group>
        </Stack>
      </form>
    </>
  );
}
