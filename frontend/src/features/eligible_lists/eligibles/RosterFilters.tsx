import { t } from "@lingui/core/macro";
import { Button, Group, NumberInput, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";

import { eligibleStatuses, type Eligible } from "../../../api/types";
import { SearchField } from "../../../components/SearchField";
import { StatusSelect } from "../../../components/StatusSelect";
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
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}

export function RosterFilters({ search, onSearch }: RosterFiltersProps) {
  const rank = (value: string | number) => (value === "" ? undefined : String(value));
  const { tab, hide, rows, sort, ...filters } = search;
  const isFiltered = Object.values(filters).some(Boolean);
  return (
    <Group gap="xs">
      <SearchField
        key={`q${String(search.q === undefined)}`}
        label={t`Search by name`}
        value={search.q}
        onSearch={(q) => {
          onSearch({ ...search, q });
        }}
      />
      <StatusSelect
        statuses={eligibleStatuses}
        value={search.status}
        onChange={(status) => {
          onSearch({ ...search, status });
        }}
      />
      <NumberInput
        aria-label={t`From rank`}
        placeholder={t`From rank`}
        min={1}
        w={112}
        value={search.from ?? ""}
        onChange={(from) => {
          onSearch({ ...search, from: rank(from) });
        }}
      />
      <NumberInput
        aria-label={t`To rank`}
        placeholder={t`To rank`}
        min={1}
        w={112}
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
      {isFiltered && (
        <Button
          variant="subtle"
          onClick={() => {
            onSearch({ tab, hide, rows, sort });
          }}
        >
          {t`Clear filters`}
        </Button>
      )}
    </Group>
  );
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
