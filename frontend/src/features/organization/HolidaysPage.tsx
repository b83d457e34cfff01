import { plural, t } from "@lingui/core/macro";
import { Button, Group, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendarEvent, IconChevronLeft, IconChevronRight, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api, ifMatch } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import type { Holiday } from "../../api/types";
import { Answered } from "../../components/feedback/Answered";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { EmptyState } from "../../components/feedback/EmptyState";
import { FormPanel } from "../../components/feedback/FormPanel";
import { ButtonLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { actionColumn } from "../../components/tables/actionColumn";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { CivilDate } from "../../components/time/Instant";
import { useCan } from "../accounts/session";
import { SettingsTrail } from "../settings/SettingsTrail";

const changed = { invalidates: ["/api/v1/holidays"] };
const weekday = (on: string) =>
  new Intl.DateTimeFormat("en-US", { weekday: "long", timeZone: "UTC" }).format(new Date(`${on}T00:00:00Z`));

/** The holidays of one year; deadlines skip them. */
export function HolidaysPage({ year }: { year: number }) {
  const mayManage = useCan("organization:manage");
  const [isAdding, add] = useDisclosure(false);
  const [leaving, setLeaving] = useState<Holiday>();
  const holidays = useQuery(api.queryOptions("get", "/api/v1/holidays", { params: { query: { year, limit: 500 } } }));
  const button = (
    <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={add.open}>{t`Add a holiday`}</Button>
  );
  const items = holidays.data?.items ?? [];
  return (
    <>
      <PageHead
        title={t`Holidays ${year}`}
        trail={<SettingsTrail />}
        actions={mayManage && button}
        facts={<Text c="dimmed">{t`No business days. A deadline that was already given keeps its day.`}</Text>}
      />
      <Group gap="xs" mb="sm" component="nav" aria-label={t`Years`}>
        <ButtonLink
          to="/settings/holidays"
          search={{ year: String(year - 1) }}
          variant="default"
          leftSection={<IconChevronLeft size={16} aria-hidden="true" />}
        >
          {year - 1}
        </ButtonLink>
        <ButtonLink
          to="/settings/holidays"
          search={{ year: String(year + 1) }}
          variant="default"
          rightSection={<IconChevronRight size={16} aria-hidden="true" />}
        >
          {year + 1}
        </ButtonLink>
      </Group>
      <Answered query={holidays}>
        <DataTable
          caption={t`Holidays of ${year}`}
          rows={items}
          rowKey={(one) => one.id}
          columns={columnsOf(mayManage ? setLeaving : undefined)}
          whole={{ path: "/holidays", query: { year } }}
          summary={plural(items.length, { one: "# holiday", other: "# holidays" })}
          empty={
            <EmptyState icon={IconCalendarEvent} action={mayManage && button}>
              {t`No holiday is entered for ${year}. Until one is, deadlines count every weekday.`}
            </EmptyState>
          }
        />
      </Answered>
      {isAdding && <AddPanel year={year} onClose={add.close} />}
      {leaving && (
        <RemovePanel
          holiday={leaving}
          onClose={() => {
            setLeaving(undefined);
          }}
        />
      )}
    </>
  );
}

function columnsOf(onRemove: ((holiday: Holiday) => void) | undefined): Column<Holiday>[] {
  const columns: Column<Holiday>[] = [
    {
      id: "day",
      header: t`Day`,
      rowHeader: true,
      nowrap: true,
      cell: (one) => <CivilDate on={one.falls_on} />,
      text: (one) => one.falls_on,
    },
    { id: "weekday", header: t`Weekday`, wideOnly: true, cell: (one) => weekday(one.falls_on) },
    { id: "title", header: t`Holiday`, cell: (one) => one.title, text: (one) => one.title },
  ];
  if (onRemove)
    columns.push(actionColumn({ label: t`Remove…`, named: (one) => t`Remove ${one.title}`, onAct: onRemove }));
  return columns;
}

function AddPanel({ year, onClose }: { year: number; onClose: () => void }) {
  const form = useForm({ initialValues: { falls_on: `${year}-01-01`, title: "" } });
  const add = api.useMutation("post", "/api/v1/holidays", {
    meta: changed,
    onSuccess: onClose,
    onError: (error) => {
      form.setErrors(errorsByField(asProblem(error)));
    },
  });
  return (
    <FormPanel
      opened
      onClose={onClose}
      title={t`Add a holiday`}
      action={t`Add`}
      isPending={add.isPending}
      error={add.error}
      onSubmit={form.onSubmit((body) => {
        add.mutate({ body });
      })}
    >
      <TextInput type="date" label={t`Day`} required data-autofocus {...form.getInputProps("falls_on")} />
      <TextInput label={t`Name`} required maxLength={200} {...form.getInputProps("title")} />
    </FormPanel>
  );
}

function RemovePanel({ holiday, onClose }: { holiday: Holiday; onClose: () => void }) {
  const remove = api.useMutation("delete", "/api/v1/holidays/{holiday_id}", { meta: changed, onSuccess: onClose });
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Remove ${holiday.title}`}
      action={t`Remove`}
      danger
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => {
        remove.mutate({ params: { path: { holiday_id: holiday.id } }, headers: ifMatch(holiday, remove.error) });
      }}
    >
      <Text>
        <CivilDate on={holiday.falls_on} /> {t`counts as a business day again in every deadline given from now on.`}
      </Text>
    </ConfirmPanel>
  );
}
