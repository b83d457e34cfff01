import { t } from "@lingui/core/macro";
import { Button, Group, NumberInput, Paper, Radio, Select, Stack, Switch, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api, ifMatch } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import type { Agency, Period } from "../../api/types";
import { Note } from "../../components/feedback/Note";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { PageHead } from "../../components/PageHead";
import { sessionQuery, useCan } from "../accounts/session";
import { SettingsTrail } from "../settings/SettingsTrail";
import { periodWord, PrintedAgency } from "./PrintedAgency";
import { agencySettings } from "./queries";

/** The agency's name and zone, the hour of its deadlines, its periods with the law's figure beside each. */
export function AgencyPage() {
  const { data: latest } = useSuspenseQuery(agencySettings);
  // While somebody types, what another one saves in the meantime must not take it away.
  const [begun, setBegun] = useState<Agency>();
  const agency = begun ?? latest;
  return (
    <>
      <PageHead title={t`Name, zone and periods`} trail={<SettingsTrail />} />
      <PrintedAgency agency={agency} />
      <AgencyForm
        key={agency.version}
        agency={agency}
        onTyped={() => {
          setBegun(agency);
        }}
        onSaved={() => {
          setBegun(undefined);
        }}
      />
    </>
  );
}

interface AgencyFormProps {
  agency: Agency;
  onTyped: () => void;
  onSaved: () => void;
}

function AgencyForm({ agency, onTyped, onSaved }: AgencyFormProps) {
  const queries = useQueryClient();
  const mayManage = useCan("agency:manage");
  const form = useForm({
    onValuesChange: onTyped,
    initialValues: {
      name: agency.name,
      zone: agency.zone,
      deadline_closes_at: agency.deadline_closes_at ?? "",
      count_posting_day: agency.count_posting_day,
      pass_over_needs_reason: agency.pass_over_needs_reason,
      no_response_by_clock: agency.no_response_by_clock,
      undecided_protests: agency.undecided_protests,
      periods: Object.fromEntries(agency.periods.map((one) => [one.code, one.business_days as number | string])),
    },
  });
  const save = api.useMutation("patch", "/api/v1/agency", {
    onSuccess: (changed) => {
      queries.setQueryData(agencySettings.queryKey, changed);
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      onSaved();
    },
    onError: (error) => {
      form.setErrors(errorsByField(asProblem(error)));
    },
  });
  return (
    <form
      className="no-print"
      onSubmit={form.onSubmit(({ deadline_closes_at, periods, ...values }) => {
        const chosen = agency.periods
          .filter((one) => periods[one.code] !== one.business_days)
          .map((one) => [one.code, days(periods[one.code], one)]);
        const closes = deadline_closes_at.slice(0, 5) || null;
        const body = { ...values, deadline_closes_at: closes, periods: Object.fromEntries(chosen) };
        save.mutate({ headers: ifMatch(agency, save.error), body });
      })}
    >
      <Stack maw={640}>
        {!mayManage && <Note tone="blue">{t`Only an administrator changes these.`}</Note>}
        {save.error && <ProblemAlert error={save.error} />}
        <Paper p="md" component="section">
          <Stack gap="sm">
            <Title order={2}>{t`Agency`}</Title>
            <TextInput label={t`Name`} required maxLength={200} readOnly={!mayManage} {...form.getInputProps("name")} />
            <Select
              label={t`Time zone`}
              description={t`Dates and deadlines are those of this zone. Those already given stay as they are.`}
              data={Intl.supportedValuesOf("timeZone")}
              searchable
              allowDeselect={false}
              readOnly={!mayManage}
              {...form.getInputProps("zone")}
            />
            <TextInput
              type="time"
              label={t`Hour at which a deadline closes`}
              description={t`Empty: the end of the day, at midnight.`}
              readOnly={!mayManage}
              {...form.getInputProps("deadline_closes_at")}
            />
            <Switch
              label={t`The day of posting counts as the first day of inspection`}
              disabled={!mayManage}
              {...form.getInputProps("count_posting_day", { type: "checkbox" })}
            />
            <Switch
              label={t`A department says why somebody in reach was not selected`}
              description={t`Without a reason from the reason codes, “not selected” is refused.`}
              disabled={!mayManage}
              {...form.getInputProps("pass_over_needs_reason", { type: "checkbox" })}
            />
          </Stack>
        </Paper>
        <Paper p="md" component="section">
          <Stack gap="sm">
            <Title order={2}>{t`What happens by itself`}</Title>
            <Switch
              label={t`Record no response by the clock`}
              description={t`Whoever has not answered when the day to answer by is over is recorded as no response, and the next rank comes into reach. Off: a person records it, from the due list.`}
              disabled={!mayManage}
              {...form.getInputProps("no_response_by_clock", { type: "checkbox" })}
            />
            <Radio.Group
              label={t`Protests that are undecided when a list is adopted`}
              {...form.getInputProps("undecided_protests")}
            >
              <Stack gap="xs" mt={6}>
                <Radio
                  value="count"
                  label={t`Do not stop it`}
                  description={t`The list is adopted subject to change by their decision; the record says how many there were.`}
                  disabled={!mayManage}
                />
                <Radio
                  value="refuse"
                  label={t`Stop it`}
                  description={t`A list is adopted only when every protest of it is granted, denied or withdrawn.`}
                  disabled={!mayManage}
                />
              </Stack>
            </Radio.Group>
          </Stack>
        </Paper>
        <Paper p="md" component="section">
          <Stack gap="md">
            <Title order={2}>{t`Periods, in business days`}</Title>
            {agency.periods.map((one) => (
              <PeriodField
                key={one.code}
                period={one}
                readOnly={!mayManage}
                inputProps={form.getInputProps(`periods.${one.code}`)}
              />
            ))}
          </Stack>
        </Paper>
        {mayManage && (
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
              {t`Save settings`}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}

/** What was cleared, and what is the law's figure again, goes back to the default. */
const days = (value: number | string | undefined, period: Period) =>
  value === undefined || value === "" || Number(value) === period.default ? null : Number(value);

interface PeriodFieldProps {
  period: Period;
  readOnly: boolean;
  inputProps: { onChange: (value: unknown) => void };
}

function PeriodField({ period, readOnly, inputProps }: PeriodFieldProps) {
  const { code, default: law, citation, least, most, is_own: isOwn } = period;
  return (
    <div>
      <NumberInput
        label={periodWord(code)}
        description={`${t`Usually ${law}.`} ${citation}.`}
        min={least}
        max={most}
        allowDecimal={false}
        clampBehavior="none"
        readOnly={readOnly}
        {...inputProps}
      />
      {isOwn && !readOnly && (
        <Button
          size="compact-xs"
          variant="subtle"
          mt={4}
          onClick={() => {
            inputProps.onChange(law);
          }}
        >
          {t`Back to ${law}`}
        </Button>
      )}
      {isOwn && readOnly && <Text size="xs" c="dimmed">{t`This agency's own figure.`}</Text>}
    </div>
  );
}
