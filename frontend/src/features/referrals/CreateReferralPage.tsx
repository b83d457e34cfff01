import { plural, t } from "@lingui/core/macro";
import { Button, Grid, Group, MultiSelect, Select, Stack, TagsInput, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";

import { api } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import type { CertificationRule, EligibleList } from "../../api/types";
import { Note } from "../../components/feedback/Note";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TextLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { CivilDate } from "../../components/time/Instant";
import { CreatePositionPanel } from "../organization/CreatePositionPanel";
import { freePositions, useNames } from "../organization/queries";
import { allRules } from "../rules/queries";
import { PreviewPanel } from "./PreviewPanel";
import { REFERRALS, referralChanged } from "./queries";

const adopted = api.queryOptions("get", "/api/v1/eligible-lists", {
  params: { query: { status: ["adopted"], limit: 500 } },
});

/** Certify an adopted list to positions: the list, the positions, and the rule in its own sentence. */
export function CreateReferralPage({ listId }: { listId: string | undefined }) {
  const navigate = useNavigate();
  const { department } = useNames();
  const adoptedLists = useQuery(adopted).data?.items;
  const lists = adoptedLists ?? [];
  const rules = useQuery(allRules).data?.items ?? [];
  const positions = useQuery(freePositions).data?.items ?? [];
  const form = useForm({
    initialValues: {
      eligible_list_id: listId ?? "",
      position_ids: [] as string[],
      certification_rule_id: "",
      selective_criteria: [] as string[],
      note: "",
    },
  });
  const list = lists.find((one) => one.id === form.values.eligible_list_id);
  const rule = rules.find((one) => one.id === (form.values.certification_rule_id || list?.certification_rule_id));
  const certify = api.useMutation("post", REFERRALS, {
    meta: referralChanged,
    onSuccess: (made) => navigate({ to: "/referrals/$referralId", params: { referralId: made.id } }),
    onError: (error) => {
      form.setErrors(errorsByField(asProblem(error)));
    },
  });
  const { eligible_list_id, position_ids, certification_rule_id, selective_criteria } = form.values;
  const chosen = useMemo(
    () => ({
      listId: eligible_list_id,
      positionIds: position_ids,
      ruleId: certification_rule_id,
      criteria: selective_criteria,
    }),
    [eligible_list_id, position_ids, certification_rule_id, selective_criteria],
  );
  const [choice] = useDebouncedValue(chosen, 250);
  const ofClass = positions.filter((one) => !list || one.job_class_id === list.job_class_id);
  const others = positions.filter((one) => list && one.job_class_id !== list.job_class_id);
  const option = (one: (typeof positions)[number]) => ({
    value: one.id,
    label: [one.number, one.title, department(one.department_id)].filter(Boolean).join(" · "),
  });

  return (
    <>
      <PageHead title={t`New referral`} trail={<TextLink to="/referrals">{t`Referrals`}</TextLink>} />
      <form
        onSubmit={form.onSubmit(({ certification_rule_id, note, ...values }) => {
          certify.mutate({
            body: { ...values, ...(certification_rule_id && { certification_rule_id }), ...(note && { note }) },
          });
        })}
      >
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Stack maw={640}>
              {certify.error && <ProblemAlert error={certify.error} />}
              <Select
                label={t`Adopted list`}
                data={lists.map((one) => ({ value: one.id, label: one.code }))}
                searchable
                required
                nothingFoundMessage={t`No adopted list`}
                {...form.getInputProps("eligible_list_id")}
              />
              {adoptedLists?.length === 0 && (
                <Note tone="amber">
                  {t`No list is adopted. A list is scored, posted and adopted before anybody can be certified from it.`}{" "}
                  <TextLink to="/lists">{t`Go to the lists`}</TextLink>
                </Note>
              )}
              {list && <ListFacts list={list} />}
              <Group align="end">
                <MultiSelect
                  label={t`Positions`}
                  description={t`Vacant and on no open referral.`}
                  data={[
                    ...(ofClass.length ? [{ group: t`Of the list's class`, items: ofClass.map(option) }] : []),
                    ...(others.length ? [{ group: t`Other classes`, items: others.map(option) }] : []),
                  ]}
                  searchable
                  required
                  nothingFoundMessage={t`No free position`}
                  style={{ flex: "1 1 240px", minWidth: 0 }}
                  {...form.getInputProps("position_ids")}
                />
                <CreatePositionPanel
                  {...(list ? { jobClassId: list.job_class_id } : {})}
                  onCreated={(id) => {
                    form.setFieldValue("position_ids", [...form.values.position_ids, id]);
                  }}
                />
              </Group>
              <Select
                label={t`Certification rule`}
                description={t`The list's own rule unless another is chosen.`}
                placeholder={t`The list's rule`}
                clearable
                data={rules
                  .filter((one) => one.status === "active")
                  .map((one) => ({ value: one.id, label: `${one.code} · ${one.title}` }))}
                {...form.getInputProps("certification_rule_id")}
                value={form.values.certification_rule_id || null}
                onChange={(value) => {
                  form.setFieldValue("certification_rule_id", value ?? "");
                }}
                clearButtonProps={{ "aria-label": t`Empty the choice` }}
              />
              {rule && <RuleSentence rule={rule} isPreviewed={position_ids.length > 0} />}
              <TagsInput
                label={t`Selective criteria (optional)`}
                description={t`Only people on record with every one of these conditions are counted. Enter adds one.`}
                maxTags={10}
                {...form.getInputProps("selective_criteria")}
              />
              <Textarea label={t`Note (optional)`} autosize minRows={2} {...form.getInputProps("note")} />
              <Text c="dimmed">
                {t`Certifying records who is in reach at this instant, under this rule and list version, with a digest that can be recomputed years later.`}
              </Text>
              <Group>
                <Button
                  type="submit"
                  loading={certify.isPending}
                  disabled={!list || form.values.position_ids.length === 0}
                >
                  {plural(form.values.position_ids.length, {
                    0: "Certify",
                    one: "Certify to # position",
                    other: "Certify to # positions",
                  })}
                </Button>
                <TextLink to="/referrals">{t`Back without certifying`}</TextLink>
              </Group>
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 7 }}>
            <PreviewPanel choice={choice} isSent={certify.isPending || certify.isSuccess} />
          </Grid.Col>
        </Grid>
      </form>
    </>
  );
}

function ListFacts({ list }: { list: EligibleList }) {
  const { active, ranks } = list.counts;
  return (
    <Text c="dimmed">
      {t`${active.toLocaleString("en")} active eligibles on ${ranks.toLocaleString("en")} ranks`}
      {list.expires_on && (
        <>
          {", "}
          {t`expires`} <CivilDate on={list.expires_on} />
        </>
      )}
    </Text>
  );
}

/** The rule's sentence counts one position; the preview says it with those that were chosen. */
function RuleSentence({ rule, isPreviewed }: { rule: CertificationRule; isPreviewed: boolean }) {
  return (
    <Note tone="blue">
      <Text>{isPreviewed ? `${rule.code} · ${rule.title}` : rule.sentence}</Text>
      <Text size="xs" mt={2}>
        {rule.citation}
      </Text>
    </Note>
  );
}
