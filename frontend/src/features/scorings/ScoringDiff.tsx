import { t } from "@lingui/core/macro";
import { IconEqual } from "@tabler/icons-react";

import { api } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import type { ScoringDiffRow } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { EmptyState } from "../../components/feedback/EmptyState";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { TextLink } from "../../components/links";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { NarrowOnly } from "../../components/tables/NarrowOnly";
import { plain, standingWord } from "../../i18n/words";
import type { ScoringSearch } from "./ScoringPage";

/** Each person before and after, with the lines they would cross. */
export function ScoringDiff({ scoringId, only, sort }: ScoringSearch & { scoringId: string }) {
  const diff = api.useInfiniteQuery(
    "get",
    "/api/v1/scorings/{scoring_id}/diff",
    { params: { path: { scoring_id: scoringId }, query: { limit: 100, only, sort } } },
    byCursor,
  );
  const { items, more } = rowsOf(diff);
  if (diff.error) return <ProblemAlert error={diff.error} retry={() => void diff.refetch()} />;
  if (diff.isPending) return <TableSkeleton />;
  return (
    <DataTable
      caption={t`Scores before and after`}
      columns={columns()}
      rows={items}
      rowKey={(row) => row.result_id}
      more={more}
      whole={{ path: `/scorings/${scoringId}/diff`, query: { only, sort } }}
      empty={<EmptyState icon={IconEqual}>{t`Nobody is affected in this way.`}</EmptyState>}
    />
  );
}

type Place = ScoringDiffRow["before"];

const score = (place: Place) => place?.score ?? "–";
const rank = (place: Place) => place?.rank.toLocaleString("en") ?? "–";

function columns(): Column<ScoringDiffRow>[] {
  const number = (id: string, header: string, text: (row: ScoringDiffRow) => string, wideOnly = false) =>
    ({ id, header, align: "right", wideOnly, cell: text, text }) as const;
  return [
    {
      id: "name",
      header: t`Name`,
      rowHeader: true,
      cell: (row) => (
        <>
          {row.person.display_name}
          <NarrowOnly>
            <LifecycleBadge status={row.outcome} quiet />
          </NarrowOnly>
        </>
      ),
      text: (row) => row.person.display_name,
    },
    {
      id: "outcome",
      header: t`Outcome`,
      wideOnly: true,
      cell: (row) => <LifecycleBadge status={row.outcome} quiet />,
      text: (row) => row.outcome,
    },
    {
      id: "why",
      header: t`Why`,
      wideOnly: true,
      cell: (row) => plain(row.failed_code ?? ""),
      text: (row) => row.failed_code ?? "",
    },
    {
      id: "crossed",
      header: t`Crosses`,
      cell: (row) => (
        <>
          {row.crossed.map((one) => (
            <div key={one.referral_id}>
              <TextLink to="/referrals/$referralId" params={{ referralId: one.referral_id }}>
                {one.number}
              </TextLink>
              : {standingWord(one.before)} → {standingWord(one.after)}
            </div>
          ))}
          {row.is_appointed && <div>{t`Appointed`}</div>}
        </>
      ),
      text: (row) => row.crossed.map((one) => `${one.number}: ${one.before} to ${one.after}`).join("; "),
    },
    number("score_before", t`Score before`, (row) => score(row.before), true),
    number("score_after", t`Score after`, (row) => score(row.after)),
    number("rank_before", t`Rank before`, (row) => rank(row.before), true),
    number("rank_after", t`Rank after`, (row) => rank(row.after)),
  ];
}
