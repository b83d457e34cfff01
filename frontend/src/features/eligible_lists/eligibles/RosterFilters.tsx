import { t } from "@lingui/core/macro";
import { Group, NumberInput, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api } from "../../../api/client";
import { eligibleStatuses, type Eligible } from "../../../api/types";
import { Narrowable } from "../../../components/Narrowable";
import { FilterChips, type FilterChip } from "../../../components/FilterChips";
import { SearchField } from "../../../components/SearchField";
import { StatusSelect } from "../../../components/StatusSelect";
import { statusWord } from "../../../i18n/words";
import type { ListSearch } from "../ListPage";

const number = (value: string | undefined) => (value && /^\d+$/.test(value) ? Number(value) : undefined);
const decimal = (value: string | undefined) => (value && /^-?\d+(\.\d+)?$/.test(value) ? value : undefined);

/** What the address asks of the list's eligibles. */
export function rosterQuery(search: ListSearch) {
  return {
    q: search.q,
    status: search.status && ([search.status] satisfies Eligible["status"][]),
    rank_from: number(search.from),
    rank_to: number(search.to),
    score_from: decimal(search.low),
    score_to: decimal(search.high),
    credit: search.credit,
  };
}

interface RosterFiltersProps {
  listId: string;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}

export function RosterFilters({ listId, search, onSearch }: RosterFiltersProps) {
  const rank = (value: string | number) => (value === "" ? undefined : String(value));
  const others = rosterQuery({ ...search, status: undefined });
  const counts = useQuery({
    ...api.queryOptions("get", "/api/v1/eligible-lists/{list_id}/eligibles/counts", {
      params: { path: { list_id: listId }, query: others },
    }),
    placeholderData: keepPreviousData,
  });
  const asked = Object.values(rosterQuery({ ...search, q: undefined })).filter((value) => value !== undefined).length;
  return (
    <Group gap="xs">
      <SearchField
        label={t`Search by name`}
        value={search.q}
        onSearch={(q) => {
          onSearch({ ...search, q });
        }}
      />
      <Narrowable count={asked}>
        <StatusSelect
          statuses={eligibleStatuses}
          counts={counts.data?.by_status}
          value={search.status}
          onChange={(status) => {
            onSearch({ ...search, status });
          }}
        />
        <NumberInput
          aria-label={t`From rank`}
          placeholder={t`From rank`}
          min={1}
          hideControls
          w={96}
          value={search.from ?? ""}
          onChange={(from) => {
            onSearch({ ...search, from: rank(from) });
          }}
        />
        <NumberInput
          aria-label={t`To rank`}
          placeholder={t`To rank`}
          min={1}
          hideControls
          w={96}
          value={search.to ?? ""}
          onChange={(to) => {
            onSearch({ ...search, to: rank(to) });
          }}
        />
        <TextFilter
          label={t`From score`}
          value={search.low}
          onChange={(low) => {
            onSearch({ ...search, low });
          }}
        />
        <TextFilter
          label={t`To score`}
          value={search.high}
          onChange={(high) => {
            onSearch({ ...search, high });
          }}
        />
        <TextFilter
          label={t`Credit`}
          value={search.credit}
          onChange={(credit) => {
            onSearch({ ...search, credit });
          }}
        />
      </Narrowable>
    </Group>
  );
}

/** The filters that the address holds, as chips. */
export function RosterChips({ search, onSearch }: Omit<RosterFiltersProps, "listId">) {
  const { q, status, from, to, low, high, credit } = search;
  const without = (...names: (keyof ListSearch)[]) => {
    onSearch({ ...search, ...Object.fromEntries(names.map((name) => [name, undefined])) });
  };
  const chip = (names: (keyof ListSearch)[], label: string): FilterChip => ({
    id: names.join(),
    label,
    onRemove: () => {
      without(...names);
    },
  });
  const chips = [
    q && chip(["q"], t`Name: ${q}`),
    status && chip(["status"], t`Status: ${statusWord(status)}`),
    (from ?? to) && chip(["from", "to"], t`Rank: ${rangeWords(from, to)}`),
    (low ?? high) && chip(["low", "high"], t`Score: ${rangeWords(low, high)}`),
    credit && chip(["credit"], t`Credit: ${credit}`),
  ].filter((one): one is FilterChip => typeof one === "object");
  return (
    <FilterChips
      chips={chips}
      onClear={() => {
        without("q", "status", "from", "to", "low", "high", "credit");
      }}
    />
  );
}

function rangeWords(from: string | undefined, to: string | undefined): string {
  if (from === undefined) return t`up to ${to ?? ""}`;
  return to === undefined ? t`from ${from}` : t`${from} to ${to}`;
}

interface TextFilterProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function TextFilter({ label, value, onChange }: TextFilterProps) {
  const [typed, setTyped] = useState(value ?? "");
  const send = useDebouncedCallback((text: string) => {
    onChange(text.trim() || undefined);
  }, 300);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    if (value === undefined) setTyped("");
  }
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      w={112}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
    />
  );
}
