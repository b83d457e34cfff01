import { t } from "@lingui/core/macro";
import { Button, Group, NumberInput, Paper, Stack, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";

import { api } from "../../../api/client";
import { asProblem, errorsByField } from "../../../api/problem";
import { ProblemAlert } from "../../../components/feedback/ProblemAlert";
import { TextLink } from "../../../components/links";
import { PageHead } from "../../../components/PageHead";
import { ComponentRows } from "./ComponentRows";
import { CreditRows } from "./CreditRows";
import { toModel, usual, type ModelForm } from "./model";

const MODELS = "/api/v1/scoring-models";

/** How component results become one score: weights, hurdles, the scale, credits, decimals. */
export function CreateModelPage() {
  const navigate = useNavigate();
  const form = useForm<ModelForm>({ initialValues: usual });
  const create = api.useMutation("post", MODELS, {
    meta: { invalidates: [MODELS] },
    onSuccess: () => navigate({ to: "/scoring-models" }),
    onError: (error) => {
      form.setErrors(errorsByField(asProblem(error)));
    },
  });
  return (
    <>
      <PageHead title={t`New scoring model`} trail={<TextLink to="/scoring-models">{t`Scoring models`}</TextLink>} />
      <form
        onSubmit={form.onSubmit((values) => {
          create.mutate({ body: toModel(values) });
        })}
      >
        <Stack maw={860}>
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
            <Group grow align="start">
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
            </Group>
          </Paper>
          <Paper component="section" p="md">
            <Title order={2} mb="sm">{t`Credits after a pass`}</Title>
            <CreditRows form={form} />
          </Paper>
          <Group>
            <Button type="submit" loading={create.isPending}>{t`Create model`}</Button>
            <TextLink to="/scoring-models">{t`Back without creating`}</TextLink>
          </Group>
        </Stack>
      </form>
    </>
  );
}
