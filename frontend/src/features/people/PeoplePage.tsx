import { t } from "@lingui/core/macro";
import { Group, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useMemo } from "react";

import { api } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import type { PersonSummary } from "../../api/types";
import { Answered } from "../../components/feedback/Answered";
import { EmptyState } from "../../components/feedback/EmptyState";
import { ButtonLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { SearchField } from "../../components/SearchField";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { NarrowOnly } from "../../components/tables/NarrowOnly";
import { useCan } from "../accounts/session";
import { PeopleTabs } from "./PeopleTabs";
import { PersonLink } from "./PersonLink";

export interface PeopleSearch {
  q?: string | undefined;
  sort?: string | undefined;
}

interface PeoplePageProps {
  search: PeopleSearch;
  onSearch: (search: PeopleSearch) => void;
}

export function PeoplePage({ search, onSearch }: PeoplePageProps) {
  const sort = search.sort ?? "name";
  const query = { limit: 100, count: true, sort, q: search.q };
  const people = api.useInfiniteQuery("get", "/api/v1/persons", { params: { query } }, byCursor);
  const { items, total, more } = rowsOf(people);
  const seesLists = useCan("people:file");
  const columns = useColumns(seesLists);
  const shown = (total ?? items.length).toLocaleString("en");
  return (
    <>
      <PageHead title={t`People`} />
      <PeopleTabs active="people" />
      <Group mb="sm" gap="xs">
        <SearchField
          label={t`Search by name, e-mail or number`}
          value={search.q}
          onSearch={(q) => {
            onSearch({ ...search, q });
          }}
        />
      </Group>
      <Answered query={people}>
        <DataTable
          caption={search.q ? t`People who match “${search.q}”` : t`People, by name`}
          columns={columns}
          rows={items}
          rowKey={(person) => person.id}
          more={more}
          whole={{ path: "/persons", query }}
          sort={sort}
          onSort={(next) => {
            onSearch({ ...search, sort: next === "name" ? undefined : next });
          }}
          summary={total === 1 ? t`1 person` : t`${shown} people`}
          empty={
            <EmptyState
              icon={IconUsers}
              action={!search.q && seesLists && <ButtonLink to="/lists">{t`Go to the lists`}</ButtonLink>}
            >
              {search.q
                ? t`Nobody matches “${search.q}”. Try the beginning of a name, an e-mail address, or a whole number.`
                : seesLists
                  ? t`Nobody is known yet. People come with the results of an examination.`
                  : t`You see the people you were given on a referral to your departments. There are none yet.`}
            </EmptyState>
          }
        />
      </Answered>
    </>
  );
}

function useColumns(seesLists: boolean): Column<PersonSummary>[] {
  return useMemo(() => {
    const contact: Column<PersonSummary>[] = [
      {
        id: "name",
        header: t`Name`,
        rowHeader: true,
        sort: "name",
        cell: (one) => (
          <>
            <PersonLink person={one} />
            <NarrowOnly>
              <Text component="span" size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                {one.email ?? one.phone ?? one.numbers[0]}
              </Text>
            </NarrowOnly>
          </>
        ),
        text: (one) => one.display_name,
      },
      { id: "email", header: t`E-mail`, wideOnly: true, cell: (one) => one.email, text: (one) => one.email ?? "" },
      {
        id: "phone",
        header: t`Telephone`,
        wideOnly: true,
        nowrap: true,
        cell: (one) => one.phone,
        text: (one) => one.phone ?? "",
      },
    ];
    if (!seesLists) return contact;
    return [
      ...contact,
      {
        id: "numbers",
        header: t`Applicant numbers`,
        wideOnly: true,
        cell: (one) => <Text c="dimmed">{one.numbers.join(", ")}</Text>,
        text: (one) => one.numbers.join(" "),
      },
      {
        id: "lists",
        header: t`Lists`,
        align: "right",
        width: "72px",
        cell: (one) => one.lists,
        text: (one) => String(one.lists ?? ""),
      },
    ];
  }, [seesLists]);
}
