import { plural, t } from "@lingui/core/macro";
import { Group, NumberInput, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useMemo } from "react";

import { api } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import { eligibleStatuses, type Eligible, type EligibleList } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { EmptyState } from "../../components/feedback/EmptyState";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { ButtonLink } from "../../components/links";
import { StatusSelect } from "../../components/StatusSelect";
import { SearchField } from "../../components/SearchField";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { allRowsOf } from "../../components/tables/exports";
import { NarrowOnly } from "../../components/tables/NarrowOnly";
import { useNow } from "../../components/time/now";
import { showInstant, useZone } from "../../components/time/zone";
import { plain } from "../../i18n/words";
import { useCan } from "../accounts/session";
import type { ListSearch } from "./ListPage";

interface EligiblesTabProps {
  list: EligibleList;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}

export function EligiblesTab({ list, search, onSearch }: EligiblesTabProps) {
  const { q, status, from, to } = search;
  const number = (value: string | undefined) => (value ? Number(value) : undefined);
  const query = {
    limit: 100,
    count: true,
    q,
    status: status && [status],
    rank_from: number(from),
    rank_to: number(to),
  };
  const eligibles = api.useInfiniteQuery(
    "get",
    "/api/v1/eligible-lists/{list_id}/eligibles",
    { params: { path: { list_id: list.id }, query } },
    byCursor,
  );
  const { items, total, more } = rowsOf(eligibles);
  const columns = useColumns();
  const isFiltered = Boolean(q ?? status ?? from ?? to);
  const rank = (value: string | number) => (value === "" ? undefined : String(value));

  return (
    <>
      <Group mb="sm" gap="xs">
        <SearchField
          label={t`Search by name`}
          value={q}
          onSearch={(next) => {
            onSearch({ ...search, q: next });
          }}
        />
        <StatusSelect
          statuses={eligibleStatuses}
          value={status}
          onChange={(next) => {
            onSearch({ ...search, status: next });
          }}
        />
        <NumberInput
          aria-label={t`From rank`}
          placeholder={t`From rank`}
          min={1}
          w={112}
          value={from ?? ""}
          onChange={(next) => {
            onSearch({ ...search, from: rank(next) });
          }}
        />
        <NumberInput
          aria-label={t`To rank`}
          placeholder={t`To rank`}
          min={1}
          w={112}
          value={to ?? ""}
          onChange={(next) => {
            onSearch({ ...search, to: rank(next) });
          }}
        />
      </Group>
      {eligibles.error ? (
        <ProblemAlert error={eligibles.error} retry={() => void eligibles.refetch()} />
      ) : eligibles.isPending ? (
        <TableSkeleton />
      ) : (
        <DataTable
          caption={t`Eligibles of ${list.code}, best rank first`}
          columns={columns}
          rows={items}
          rowKey={(eligible) => eligible.id}
          more={more}
          allRows={allRowsOf(`/eligible-lists/${list.id}/eligibles`, query)}
          summary={<Summary shown={total ?? items.length} of={list.counts.eligibles} />}
          empty={
            isFiltered ? (
              <EmptyState icon={IconUsers}>{t`Nobody matches these filters.`}</EmptyState>
            ) : (
              <NobodyYet list={list} />
            )
          }
        />
      )}
    </>
  );
}

function Summary({ shown, of }: { shown: number; of: number }) {
  const at = showInstant(useNow(), useZone());
  return <>{t`${shown.toLocaleString("en")} of ${of.toLocaleString("en")} eligibles · as of ${at}`}</>;
}

function NobodyYet({ list }: { list: EligibleList }) {
  const mayManage = useCan("lists:manage");
  if (list.results_count > 0)
    return (
      <EmptyState icon={IconUsers}>
        {plural(list.results_count, {
          one: "# result is imported. Score it, and whoever passed stands here.",
          other: "# results are imported. Score them, and those who passed stand here.",
        })}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={IconUsers}
      action={
        mayManage && (
          <ButtonLink to="/lists/$listId/import" params={{ listId: list.id }}>{t`Import results`}</ButtonLink>
        )
      }
    >
      {t`Nobody stands on this list yet. Import the examination's results, then score them.`}
    </EmptyState>
  );
}

/** What was claimed: a kind alone where it says it all, a kind with its value where it is points. */
function credits(eligible: Eligible): string {
  return Object.entries(eligible.credits)
    .filter(([, value]) => value !== "" && value !== "none" && value !== "0")
    .map(([kind, value]) => (kind === value ? plain(kind) : `${plain(kind)} ${value}`))
    .join(", ");
}

function useColumns(): Column<Eligible>[] {
  return useMemo(
    () => [
      {
        id: "rank",
        header: t`Rank`,
        align: "right",
        width: "72px",
        cell: (one) => one.rank,
        text: (one) => String(one.rank),
      },
      {
        id: "score",
        header: t`Score`,
        align: "right",
        width: "120px",
        cell: (one) => one.score,
        text: (one) => one.score,
      },
      {
        id: "name",
        header: t`Name`,
        rowHeader: true,
        cell: (one) => (
          <>
            {one.person.display_name}
            <NarrowOnly>
              <LifecycleBadge status={one.status} quiet />
            </NarrowOnly>
          </>
        ),
        text: (one) => one.person.display_name,
      },
      {
        id: "external",
        header: t`Applicant number`,
        wideOnly: true,
        cell: (one) => <Text c="dimmed">{one.external_id}</Text>,
        text: (one) => one.external_id ?? "",
      },
      { id: "credits", header: t`Credits`, wideOnly: true, cell: credits, text: credits },
      {
        id: "status",
        header: t`Status`,
        wideOnly: true,
        cell: (one) => <LifecycleBadge status={one.status} quiet />,
        text: (one) => one.status,
      },
    ],
    [],
  );
}
