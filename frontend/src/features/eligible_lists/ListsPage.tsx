import { plural, t } from "@lingui/core/macro";
import { Group } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { IconListNumbers, IconPlus } from "@tabler/icons-react";
import { useMemo } from "react";

import { api } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import { listStatuses, type EligibleList, type ListStatus } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { Answered } from "../../components/feedback/Answered";
import { EmptyState } from "../../components/feedback/EmptyState";
import { FilterChips } from "../../components/FilterChips";
import { ButtonLink, TextLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { StatusSelect } from "../../components/StatusSelect";
import { SearchField } from "../../components/SearchField";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { CivilDate } from "../../components/time/Instant";
import { statusWord } from "../../i18n/words";
import { useCan } from "../accounts/session";
import { named } from "../organization/queries";
import { LISTS } from "./queries";

export interface ListsSearch {
  status?: ListStatus | undefined;
  q?: string | undefined;
}

interface ListsPageProps {
  search: ListsSearch;
  onSearch: (search: ListsSearch) => void;
}

export function ListsPage({ search, onSearch }: ListsPageProps) {
  const mayManage = useCan("lists:manage");
  const lists = api.useInfiniteQuery(
    "get",
    LISTS,
    { params: { query: { limit: 50, count: true, q: search.q, status: search.status && [search.status] } } },
    byCursor,
  );
  const { items, total, more } = rowsOf(lists);
  const counts = useQuery({
    ...api.queryOptions("get", `${LISTS}/counts`, { params: { query: { q: search.q } } }),
    placeholderData: keepPreviousData,
  });
  const columns = useColumns();
  const isFiltered = Boolean(search.status ?? search.q);
  const without = (name: keyof ListsSearch) => () => {
    onSearch({ ...search, [name]: undefined });
  };
  const create = (
    <ButtonLink to="/lists/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>{t`New list`}</ButtonLink>
  );

  return (
    <>
      <PageHead title={t`Lists`} actions={mayManage && create} />
      <Group mb="sm" gap="xs">
        <SearchField
          label={t`Search by code`}
          value={search.q}
          onSearch={(q) => {
            onSearch({ ...search, q });
          }}
        />
        <StatusSelect
          statuses={listStatuses}
          counts={counts.data?.by_status}
          value={search.status}
          onChange={(status) => {
            onSearch({ ...search, status });
          }}
        />
      </Group>
      <FilterChips
        chips={[
          ...(search.q ? [{ id: "q", label: t`Code: ${search.q}`, onRemove: without("q") }] : []),
          ...(search.status
            ? [{ id: "status", label: t`Status: ${statusWord(search.status)}`, onRemove: without("status") }]
            : []),
        ]}
        onClear={() => {
          onSearch({});
        }}
      />
      <Answered query={lists}>
        <DataTable
          caption={t`Eligible lists`}
          columns={columns}
          rows={items}
          rowKey={(list) => list.id}
          more={more}
          whole={{ path: "/eligible-lists", query: { q: search.q, status: search.status } }}
          summary={plural(total ?? items.length, { one: "# list", other: "# lists" })}
          empty={
            <EmptyState icon={IconListNumbers} action={!isFiltered && mayManage ? create : undefined}>
              {isFiltered
                ? t`No list matches these filters.`
                : t`A list ranks the people who passed an examination. Create one, then import the results.`}
            </EmptyState>
          }
        />
      </Answered>
    </>
  );
}

function useColumns(): Column<EligibleList>[] {
  return useMemo(
    () => [
      {
        id: "code",
        header: t`List`,
        rowHeader: true,
        cell: (list) => (
          <TextLink to="/lists/$listId" params={{ listId: list.id }}>
            {list.code}
          </TextLink>
        ),
        text: (list) => list.code,
      },
      {
        id: "class",
        header: t`Job class`,
        wideOnly: true,
        cell: (list) => named(list.job_class),
        text: (list) => named(list.job_class),
        keys: ["class", "title"],
      },
      {
        id: "status",
        header: t`Status`,
        cell: (list) => <LifecycleBadge status={list.status} />,
        text: (list) => list.status,
      },
      {
        id: "eligibles",
        header: t`Eligibles`,
        align: "right",
        cell: (list) => list.counts.eligibles.toLocaleString("en"),
        text: (list) => String(list.counts.eligibles),
      },
      {
        id: "active",
        header: t`Active`,
        align: "right",
        wideOnly: true,
        cell: (list) => list.counts.active.toLocaleString("en"),
        text: (list) => String(list.counts.active),
      },
      {
        id: "ranks",
        header: t`Ranks`,
        align: "right",
        wideOnly: true,
        cell: (list) => list.counts.ranks.toLocaleString("en"),
        text: (list) => String(list.counts.ranks),
      },
      {
        id: "expires",
        header: t`Next date`,
        wideOnly: true,
        cell: (list) => <NextDate list={list} />,
        text: (list) => list.expires_on ?? list.inspection_ends_on ?? "",
        keys: ["inspection_ends", "expires"],
      },
    ],
    [],
  );
}

function NextDate({ list }: { list: EligibleList }) {
  if (list.status === "tentative" && list.inspection_ends_on)
    return (
      <>
        {t`Inspection ends`} <CivilDate on={list.inspection_ends_on} />
      </>
    );
  if (list.expires_on)
    return (
      <>
        {list.status === "expired" ? t`Expired` : t`Expires`} <CivilDate on={list.expires_on} />
      </>
    );
  return "";
}
