import { plural, t } from "@lingui/core/macro";
import { Text, Title } from "@mantine/core";
import { IconListNumbers, IconSend } from "@tabler/icons-react";

import { api } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import type { ListOfPerson, ReferralOfPerson } from "../../api/types";
import { DispositionBadge } from "../../components/badges/DispositionBadge";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { Answered } from "../../components/feedback/Answered";
import { EmptyState } from "../../components/feedback/EmptyState";
import { TextLink } from "../../components/links";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { Instant } from "../../components/time/Instant";
import { statusWord } from "../../i18n/words";
import { useCan } from "../accounts/session";
import { named } from "../organization/queries";

export function PersonLists({ personId }: { personId: string }) {
  const lists = api.useInfiniteQuery(
    "get",
    "/api/v1/persons/{person_id}/lists",
    { params: { path: { person_id: personId }, query: { limit: 50 } } },
    byCursor,
  );
  const { items, more } = rowsOf(lists);
  return (
    <section>
      <Title order={2} size="h4" mb="xs">{t`Lists`}</Title>
      <Answered query={lists} rows={2}>
        <DataTable
          caption={t`Lists of this person`}
          columns={listColumns()}
          rows={items}
          rowKey={(one) => `${one.id}:${one.person_id}`}
          more={more}
          summary={plural(items.length, { one: "# place on a list", other: "# places on lists" })}
          empty={<EmptyState icon={IconListNumbers}>{t`This person has no result on any list.`}</EmptyState>}
        />
      </Answered>
    </section>
  );
}

export function PersonReferrals({ personId }: { personId: string }) {
  const seesLists = useCan("lists:read");
  const referrals = api.useInfiniteQuery(
    "get",
    "/api/v1/persons/{person_id}/referrals",
    { params: { path: { person_id: personId }, query: { limit: 50 } } },
    byCursor,
  );
  const { items, more } = rowsOf(referrals);
  return (
    <section>
      <Title order={2} size="h4" mb="xs">{t`Referrals`}</Title>
      <Answered query={referrals} rows={2}>
        <DataTable
          caption={t`Referrals of this person`}
          columns={referralColumns(seesLists)}
          rows={items}
          rowKey={(one) => `${one.id}:${one.eligible_id}`}
          more={more}
          summary={plural(items.length, { one: "# referral", other: "# referrals" })}
          empty={
            <EmptyState icon={IconSend}>{t`This person was never in reach on a referral, nor decided on.`}</EmptyState>
          }
        />
      </Answered>
    </section>
  );
}

const outcomeOf = (one: ListOfPerson) => one.eligible_status ?? one.outcome ?? "not_scored";

function listColumns(): Column<ListOfPerson>[] {
  return [
    {
      id: "list",
      header: t`List`,
      rowHeader: true,
      cell: (one) => (
        <>
          <TextLink to="/lists/$listId" params={{ listId: one.id }}>
            {one.code}
          </TextLink>
          <Text size="xs" c="dimmed">
            {named(one.job_class)}
          </Text>
        </>
      ),
      text: (one) => one.code,
    },
    {
      id: "list-status",
      header: t`List is`,
      wideOnly: true,
      cell: (one) => <LifecycleBadge status={one.status} quiet />,
      text: (one) => one.status,
    },
    { id: "number", header: t`Applicant number`, wideOnly: true, cell: (one) => one.external_id },
    { id: "rank", header: t`Rank`, align: "right", cell: (one) => one.rank?.toLocaleString("en") ?? "–" },
    { id: "score", header: t`Score`, align: "right", cell: (one) => one.score ?? "–" },
    {
      id: "status",
      header: t`Status`,
      cell: (one) => <LifecycleBadge status={outcomeOf(one)} quiet />,
      text: (one) => statusWord(outcomeOf(one)),
    },
  ];
}

function referralColumns(seesLists: boolean): Column<ReferralOfPerson>[] {
  return [
    {
      id: "number",
      header: t`Referral`,
      rowHeader: true,
      nowrap: true,
      cell: (one) => (
        <TextLink to="/referrals/$referralId" params={{ referralId: one.id }}>
          {one.number}
        </TextLink>
      ),
    },
    {
      id: "status",
      header: t`Referral is`,
      wideOnly: true,
      cell: (one) => <LifecycleBadge status={one.status} quiet />,
    },
    {
      id: "list",
      header: t`List`,
      wideOnly: true,
      cell: ({ eligible_list: list }) =>
        seesLists ? (
          <TextLink to="/lists/$listId" params={{ listId: list.id }}>
            {list.code}
          </TextLink>
        ) : (
          list.code
        ),
    },
    { id: "score", header: t`Score`, align: "right", cell: (one) => one.score },
    { id: "disposition", header: t`Disposition`, cell: (one) => <DispositionBadge disposition={one.disposition} /> },
    {
      id: "when",
      header: t`Decided`,
      wideOnly: true,
      cell: (one) => (one.disposed_at ? <Instant at={one.disposed_at} /> : "–"),
    },
  ];
}
