import { t } from "@lingui/core/macro";
import { Button, Group, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { api } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import { Note } from "../../components/feedback/Note";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TextLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { CreateClassPanel } from "../organization/CreateClassPanel";
import { allJobClasses, optionsOf } from "../organization/queries";
import { allModels, allRules } from "../rules/queries";
import { LISTS } from "./queries";

interface ListForm {
  code: string;
  job_class_id: string;
  specialty: string;
  list_type: "discrete" | "continuous";
  exam_type: string;
  certification_rule_id: string;
  scoring_model_id: string;
  duration_months: number | "";
}

const empty: ListForm = {
  code: "",
  job_class_id: "",
  specialty: "",
  list_type: "discrete",
  exam_type: "",
  certification_rule_id: "",
  scoring_model_id: "",
  duration_months: 12,
};

/** A list begins with what it is for, how it will be scored and how far a certification may reach. */
export function CreateListPage() {
  const navigate = useNavigate();
  const classes = useQuery(allJobClasses);
  const rules = useQuery(allRules);
  const models = useQuery(allModels);
  const form = useForm<ListForm>({ initialValues: empty });
  const create = api.useMutation("post", LISTS, {
    meta: { invalidates: [LISTS] },
    onSuccess: (list) => navigate({ to: "/lists/$listId", params: { listId: list.id } }),
    onError: (error) => {
      form.setErrors(errorsByField(asProblem(error)));
    },
  });
  const activeRules = rules.data?.items.filter((rule) => rule.status === "active");
  const rule = activeRules?.find((one) => one.id === form.values.certification_rule_id);

  return (
    <>
      <PageHead title={t`New list`} trail={<TextLink to="/lists">{t`Lists`}</TextLink>} />
      <form
        onSubmit={form.onSubmit(({ scoring_model_id, specialty, exam_type, duration_months, ...values }) => {
          create.mutate({
            body: {
              ...values,
              ...(scoring_model_id && { scoring_model_id }),
              ...(specialty && { specialty }),
              ...(exam_type && { exam_type }),
              ...(duration_months !== "" && { duration_months }),
            },
          });
        })}
      >
        <Stack maw={640}>
          {create.error && <ProblemAlert error={create.error} />}
          <TextInput
            label={t`Code`}
            description={t`As it stands on the announcement, for example 1823-C00185.`}
            required
            {...form.getInputProps("code")}
          />
          <Group align="end" wrap="nowrap">
            <Select
              label={t`Job class`}
              data={optionsOf(classes.data?.items)}
              searchable
              required
              nothingFoundMessage={t`No such class`}
              style={{ flex: 1 }}
              {...form.getInputProps("job_class_id")}
            />
            <CreateClassPanel
              onCreated={(id) => {
                form.setFieldValue("job_class_id", id);
              }}
            />
          </Group>
          <TextInput label={t`Specialty (optional)`} {...form.getInputProps("specialty")} />
          <Select
            label={t`Kind of list`}
            description={t`Discrete: one sitting. Continuous: names join and leave over time.`}
            allowDeselect={false}
            data={[
              { value: "discrete", label: t`Discrete` },
              { value: "continuous", label: t`Continuous` },
            ]}
            {...form.getInputProps("list_type")}
          />
          <Select
            label={t`Certification rule`}
            data={(activeRules ?? []).map((one) => ({ value: one.id, label: `${one.code} · ${one.title}` }))}
            required
            searchable
            {...form.getInputProps("certification_rule_id")}
          />
          {rule && (
            <Note tone="blue">
              {rule.sentence} <em>{rule.citation}</em>
            </Note>
          )}
          <Select
            label={t`Scoring model`}
            description={t`How component results become one score.`}
            data={optionsOf(models.data?.items)}
            clearable
            searchable
            {...form.getInputProps("scoring_model_id")}
            value={form.values.scoring_model_id || null}
            onChange={(value) => {
              form.setFieldValue("scoring_model_id", value ?? "");
            }}
            clearButtonProps={{ "aria-label": t`Empty the choice` }}
          />
          {models.data?.items.length === 0 && (
            <Note tone="amber">
              {t`No scoring model stands yet; a list needs one before it can be scored.`}{" "}
              <TextLink to="/scoring-models/new">{t`Make a scoring model`}</TextLink>
            </Note>
          )}
          <NumberInput
            label={t`Duration in months`}
            min={1}
            max={120}
            allowDecimal={false}
            {...form.getInputProps("duration_months")}
          />
          <Group>
            <Button type="submit" loading={create.isPending}>{t`Create list`}</Button>
            <TextLink to="/lists">{t`Back without creating`}</TextLink>
          </Group>
        </Stack>
      </form>
    </>
  );
}
