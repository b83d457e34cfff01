import { plural, t } from "@lingui/core/macro";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";

import { api } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import type { paths } from "../../api/schema";
import type { ReferralSummary } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { TextLink } from "../../components/links";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { NarrowOnly } from "../../components/tables/NarrowOnly";
import { CivilDate, Instant } from "../../components/time/Instant";
import { named } from "../organization/queries";
import { REFERRALS } from "./queries";

type Asked = NonNullable<paths["/api/v1/referrals"]["get"]["parameters"]["query"]>;
export type ReferralQuery = Omit<Asked, "limit" | "cursor" | "count" | "sort">;
export type ReferralSort = NonNullable<Asked["sort"]>;

interface ReferralsTableProps {
  query: ReferralQuery;
  sort?: ReferralSort | undefined;
  onSort?: (sort: string) => void;
  empty: ReactNode;
}

export function ReferralsTable({ query, sort, onSort, empty }: ReferralsTableProps) {
  const referrals = api.useInfiniteQuery(
    "get",
    REFERRALS,
    { params: { query: { limit: 50, count: true, ...query, ...(sort && { sort }) } } },
    byCursor,
  );
  const { items, total, more } = rowsOf(referrals);
  if (referrals.error) return <ProblemAlert error={referrals.error} retry={() => void referrals.refetch()} />;
  if (referrals.isPending) return <TableSkeleton />;
  return (
    <DataTable
      caption={t`Referrals`}
      columns={columns()}
      rows={items}
      rowKey={(referral) => referral.id}
      more={more}
      {...(onSort && { sort: sort ?? "-certified_at", onSort })}
      whole={{ path: "/referrals", query: { ...query, sort } }}
      summary={plural(total ?? items.length, { one: "# referral", other: "# referrals" })}
      empty={empty}
    />
  );
}

function columns(): Column<ReferralSummary>[] {
  return [
    {
      id: "number",
      sort: "number",
      header: t`Referral`,
      rowHeader: true,
      nowrap: true,
      cell: (one) => (
        <>
          <TextLink to="/referrals/$referralId" params={{ referralId: one.id }}>
            {one.number}
          </TextLink>
          <NarrowOnly>
            <LifecycleBadge status={one.status} quiet />
          </NarrowOnly>
        </>
      ),
      text: (one) => one.number,
    },
    {
      id: "status",
      header: t`Status`,
      wideOnly: true,
      cell: (one) => <LifecycleBadge status={one.status} />,
      text: (one) => one.status,
    },
    {
      id: "list",
      header: t`List`,
      cell: (one) => (
        <>
          {one.eligible_list.code}
          <Text size="xs" c="dimmed">
            {named(one.eligible_list.job_class)}
          </Text>
        </>
      ),
      text: (one) => one.eligible_list.code,
      keys: ["list", "class", "title"],
    },
    { id: "rule", header: t`Rule`, wideOnly: true, cell: (one) => one.rule_code, text: (one) => one.rule_code },
    {
      id: "hires",
      header: t`Hired`,
      align: "right",
      cell: (one) => t`${one.hires} of ${one.vacancies}`,
      text: (one) => `${one.hires}/${one.vacancies}`,
      keys: ["hires", "vacancies"],
    },
    {
      id: "line",
      header: t`Line`,
      nowrap: true,
      wideOnly: true,
      cell: (one) => (one.line ? t`rank ${one.line.rank.toLocaleString("en")} · ${one.line.score}` : "–"),
      text: (one) => one.line?.score ?? "",
      keys: ["line_rank", "line_score"],
    },
    {
      id: "people",
      header: t`In reach`,
      align: "right",
      wideOnly: true,
      cell: (one) => one.names_in_reach,
      text: (one) => String(one.names_in_reach),
      keys: ["names_in_reach"],
    },
    {
      id: "certified",
      sort: "certified_at",
      header: t`Certified`,
      wideOnly: true,
      cell: (one) => <Instant at={one.certified_at} />,
      text: (one) => one.certified_at,
    },
    {
      id: "report",
      sort: "report_back_on",
      header: t`Report back`,
      wideOnly: true,
      cell: (one) =>
        one.report_back_on && (
          <>
            <CivilDate on={one.report_back_on} /> {one.is_overdue && <strong>{t`overdue`}</strong>}
          </>
        ),
      text: (one) => one.report_back_on ?? "",
      keys: ["report_back", "overdue"],
    },
  ];
}
