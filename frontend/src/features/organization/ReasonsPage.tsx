import { plural, t } from "@lingui/core/macro";
import { Button, Group, SegmentedControl, Select, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconListCheck, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api, ifMatch } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import { reasonUses, type ReasonCode, type ReasonUse } from "../../api/types";
import { Answered } from "../../components/feedback/Answered";
import { EmptyState } from "../../components/feedback/EmptyState";
import { FormPanel } from "../../components/feedback/FormPanel";
import { PageHead } from "../../components/PageHead";
import { actionColumn } from "../../components/tables/actionColumn";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { useCan } from "../accounts/session";
import { SettingsTrail } from "../settings/SettingsTrail";

const changed = { invalidates: ["/api/v1/reason-codes"] };
const useWords: Record<ReasonUse, () => string> = {
  disposition: () => t`Deciding about a person on a referral`,
  rescind: () => t`Rescinding a hire`,
  status: () => t`Changing a person's status on a list`,
  position: () => t`Adding or removing a position`,
  referral: () => t`Closing, cancelling or reopening a referral`,
  list: () => t`Cancelling or extending a list`,
};

export interface ReasonsSearch {
  use?: ReasonUse | undefined;
  show?: "retired" | undefined;
}

/** The reasons people choose from, by what they are used for. */
export function ReasonsPage({ search, onSearch }: { search: ReasonsSearch; onSearch: (next: ReasonsSearch) => void }) {
  const mayManage = useCan("organization:manage");
  const [isAdding, add] = useDisclosure(false);
  const [edited, setEdited] = useState<ReasonCode>();
  const use = search.use ?? "disposition";
  const isRetired = search.show === "retired";
  const reasons = useQuery(
    api.queryOptions("get", "/api/v1/reason-codes", { params: { query: { use, is_retired: isRetired } } }),
  );
  const items = reasons.data?.items ?? [];
  const button = (
    <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={add.open}>{t`Add a reason`}</Button>
  );
  return (
    <>
      <PageHead title={t`Reason codes`} trail={<SettingsTrail />} actions={mayManage && button} />
      <Group mb="sm" gap="xs">
        <Select
          aria-label={t`Used for`}
          allowDeselect={false}
          data={reasonUses.map((one) => ({ value: one, label: useWords[one]() }))}
          value={use}
          onChange={(next) => {
            onSearch({ ...search, use: reasonUses.find((one) => one === next) });
          }}
          w={{ base: "100%", xs: 420 }}
        />
        <SegmentedControl
          size="sm"
          aria-label={t`Which reasons`}
          value={isRetired ? "retired" : "used"}
          onChange={(show) => {
            onSearch({ ...search, show: show === "retired" ? "retired" : undefined });
          }}
          data={[
            { value: "used", label: t`In use` },
            { value: "retired", label: t`Retired` },
          ]}
        />
      </Group>
      <Answered query={reasons}>
        <DataTable
          caption={t`Reasons`}
          rows={items}
          rowKey={(one) => one.code}
          columns={columnsOf(mayManage ? setEdited : undefined)}
          csvName={`reasons-${use}`}
          summary={plural(items.length, { one: "# reason", other: "# reasons" })}
          empty={<EmptyState icon={IconListCheck}>{t`No reason for this was retired.`}</EmptyState>}
        />
      </Answered>
      {isAdding && <AddPanel use={use} onClose={add.close} />}
      {edited && (
        <EditPanel
          reason={edited}
          onClose={() => {
            setEdited(undefined);
          }}
        />
      )}
    </>
  );
}

function columnsOf(onEdit: ((reason: ReasonCode) => void) | undefined): Column<ReasonCode>[] {
  const note = (one: ReasonCode) => (one.needs_note ? t`Needed` : t`Optional`);
  const columns: Column<ReasonCode>[] = [
    { id: "title", header: t`Reason`, rowHeader: true, cell: (one) => one.title, text: (one) => one.title },
    { id: "code", header: t`Code`, wideOnly: true, cell: (one) => <code>{one.code}</code>, text: (one) => one.code },
    { id: "note", header: t`Note`, cell: note, text: note },
  ];
  if (onEdit) columns.push(actionColumn({ label: t`Change`, named: (one) => t`Change ${one.title}`, onAct: onEdit }));
  return columns;
}

function AddPanel({ use, onClose }: { use: ReasonUse; onClose: () => void }) {
  const form = useForm({ initialValues: { code: "", title: "", needs_note: false } });
  const add = api.useMutation("post", "/api/v1/reason-codes", {
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
      title={t`Add a reason`}
      action={t`Add`}
      isPending={add.isPending}
      error={add.error}
      onSubmit={form.onSubmit((body) => {
        add.mutate({ body: { use, ...body } });
      })}
    >
      <Text c="dimmed">{useWords[use]()}</Text>
      <TextInput label={t`Reason`} required data-autofocus maxLength={200} {...form.getInputProps("title")} />
      <TextInput
        label={t`Code`}
        description={t`Small letters, digits and underscores; it never changes.`}
        required
        maxLength={40}
        {...form.getInputProps("code")}
      />
      <Switch label={t`Needs a note`} {...form.getInputProps("needs_note", { type: "checkbox" })} />
    </FormPanel>
  );
}

function EditPanel({ reason, onClose }: { reason: ReasonCode; onClose: () => void }) {
  const form = useForm({
    initialValues: { title: reason.title, needs_note: reason.needs_note, is_retired: reason.retired_at !== null },
  });
  const change = api.useMutation("patch", "/api/v1/reason-codes/{use}/{code}", { meta: changed, onSuccess: onClose });
  const isOther = reason.code === "other";
  return (
    <FormPanel
      opened
      onClose={onClose}
      title={t`Change a reason`}
      action={t`Save`}
      isPending={change.isPending}
      error={change.error}
      onSubmit={form.onSubmit((body) => {
        const { use, code } = reason;
        change.mutate({ params: { path: { use, code } }, headers: ifMatch(reason, change.error), body });
      })}
    >
      <TextInput label={t`Reason`} required data-autofocus maxLength={200} {...form.getInputProps("title")} />
      <Switch label={t`Needs a note`} disabled={isOther} {...form.getInputProps("needs_note", { type: "checkbox" })} />
      <Switch
        label={t`Retired`}
        description={
          isOther ? t`“Other”, with a note, always exists.` : t`No longer offered; stays where it was given.`
        }
        disabled={isOther}
        {...form.getInputProps("is_retired", { type: "checkbox" })}
      />
    </FormPanel>
  );
}
