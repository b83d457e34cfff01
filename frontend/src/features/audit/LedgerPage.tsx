import { t } from "@lingui/core/macro";
import { Group, Select, Text, TextInput } from "@mantine/core";
import { IconBook2 } from "@tabler/icons-react";
import { useMemo } from "react";

import { api } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import { Answered } from "../../components/feedback/Answered";
import { EmptyState } from "../../components/feedback/EmptyState";
import { FilterChips, type FilterChip } from "../../components/FilterChips";
import { PageHead } from "../../components/PageHead";
import { DataTable } from "../../components/tables/DataTable";
import { showDate } from "../../components/time/zone";
import { plain } from "../../i18n/words";
import { ChainState } from "./ChainState";
import { EventDrawer } from "./EventDrawer";
import { ledgerColumns } from "./ledgerColumns";
import styles from "./ledger.module.css";
import { subjectWord } from "./words";

/** What events are about; the server's names. */
export const ledgerKinds = [
  "list",
  "import",
  "scoring",
  "eligible",
  "protest",
  "referral",
  "position",
  "person",
  "document",
  "certification_rule",
  "scoring_model",
  "banding_model",
  "department",
  "job_class",
  "holiday",
  "user",
  "api_key",
  "agency",
] as const;

export interface LedgerSearch {
  kind?: (typeof ledgerKinds)[number] | undefined;
  event?: string | undefined;
  /** `user:<id>`, `key:<id>` or `system`. */
  actor?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** The sequence of the event that is open in the drawer. */
  open?: string | undefined;
}

interface LedgerPageProps {
  search: LedgerSearch;
  onSearch: (search: LedgerSearch) => void;
}

/** Everything that ever happened in the agency, as it stands in the ledger. */
export function LedgerPage({ search, onSearch }: LedgerPageProps) {
  const { open, ...filters } = search;
  const query = {
    limit: 100,
    kind: search.kind,
    event: search.event,
    actor: search.actor,
    from_on: search.from,
    to_on: search.to,
  };
  const entries = api.useInfiniteQuery("get", "/api/v1/ledger/entries", { params: { query } }, byCursor);
  const { items, more } = rowsOf(entries);
  const columns = useMemo(
    () =>
      ledgerColumns({
        onOpen: (entry) => {
          onSearch({ ...search, open: String(entry.seq) });
        },
        onNarrow: (narrower) => {
          onSearch({ ...search, ...narrower });
        },
      }),
    [search, onSearch],
  );
  const actorName = items.find((one) => actorLabel(one.actor) === search.actor)?.actor.name;
  return (
    <>
      <PageHead
        title={t`Ledger`}
        facts={
          <Text c="dimmed">{t`Every change, with who made it and why. Nothing here can be changed or taken away.`}</Text>
        }
      />
      <ChainState />
      <Group mb="sm" gap="xs" className="no-print">
        <Select
          aria-label={t`About`}
          placeholder={t`About anything`}
          clearable
          clearButtonProps={{ "aria-label": t`About anything` }}
          searchable
          w={{ base: "100%", xs: 200 }}
          data={ledgerKinds.map((kind) => ({ value: kind, label: subjectWord(kind) }))}
          value={search.kind ?? null}
          onChange={(kind) => {
            onSearch({ ...search, kind: ledgerKinds.find((one) => one === kind) });
          }}
        />
        <DayField
          label={t`From day`}
          value={search.from}
          onChange={(from) => {
            onSearch({ ...search, from });
          }}
        />
        <DayField
          label={t`To day`}
          value={search.to}
          onChange={(to) => {
            onSearch({ ...search, to });
          }}
        />
      </Group>
      <FilterChips
        chips={chipsOf(filters, actorName, onSearch)}
        onClear={() => {
          onSearch({});
        }}
      />
      <Answered query={entries} rows={12}>
        <DataTable
          caption={t`Events of the ledger, the latest first`}
          columns={columns}
          rows={items}
          rowKey={(entry) => String(entry.seq)}
          more={more}
          whole={{ path: "/ledger/entries", query }}
          empty={<EmptyState icon={IconBook2}>{t`No event matches these filters.`}</EmptyState>}
        />
      </Answered>
      <EventDrawer
        seq={open}
        onClose={() => {
          onSearch(filters);
        }}
      />
    </>
  );
}

export const actorLabel = ({ kind, id }: { kind: string; id: string | null }) => (id ? `${kind}:${id}` : kind);

function chipsOf(filters: LedgerSearch, actorName: string | undefined, onSearch: LedgerPageProps["onSearch"]) {
  const { kind, event, actor, from, to } = filters;
  const who = actorName ?? t`one person`;
  const chips: (FilterChip | string | undefined)[] = [
    kind && chip("kind", t`About: ${subjectWord(kind)}`),
    event && chip("event", t`Event: ${plain(event)}`),
    actor && chip("actor", t`By: ${who}`),
    from && chip("from", t`From ${showDate(from)}`),
    to && chip("to", t`To ${showDate(to)}`),
  ];
  function chip(id: keyof LedgerSearch, label: string): FilterChip {
    return {
      id,
      label,
      onRemove: () => {
        onSearch({ ...filters, [id]: undefined });
      },
    };
  }
  return chips.filter((one): one is FilterChip => typeof one === "object");
}

interface DayFieldProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function DayField({ label, value, onChange }: DayFieldProps) {
  return (
    <TextInput
      type="date"
      aria-label={label}
      leftSection={label}
      leftSectionWidth={92}
      leftSectionProps={{ className: styles.day ?? "" }}
      w={242}
      max="9999-12-30"
      value={value ?? ""}
      onChange={(event) => {
        onChange(event.currentTarget.value || undefined);
      }}
    />
  );
}
