import { plural, t } from "@lingui/core/macro";
import { Button, Group, SegmentedControl } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconEqual } from "@tabler/icons-react";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";

import { api, ifMatch } from "../../api/client";
import { invalidate } from "../../api/queries";
import { byCursor, rowsOf } from "../../api/paging";
import type { ScoringDiffRow } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { Counts } from "../../components/Counts";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { EmptyState } from "../../components/feedback/EmptyState";
import { Note } from "../../components/feedback/Note";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { TextLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { NarrowOnly } from "../../components/tables/NarrowOnly";
import { useCan } from "../accounts/session";
import { plain } from "../../i18n/words";
import { listChanged, listQuery } from "../eligible_lists/queries";
import { JobProgress } from "../jobs/JobProgress";
import { isUnfinished, useJob } from "../jobs/queries";

export interface ScoringSearch {
  changed?: "yes" | undefined;
}

export const scoringQuery = (scoringId: string) =>
  api.queryOptions("get", "/api/v1/scorings/{scoring_id}", { params: { path: { scoring_id: scoringId } } });

interface ScoringPageProps {
  listId: string;
  scoringId: string;
  search: ScoringSearch;
  onSearch: (search: ScoringSearch) => void;
}

/** Before and after, with totals on top; exactly what is previewed here is what gets applied. */
export function ScoringPage({ listId, scoringId, search, onSearch }: ScoringPageProps) {
  const { data: list } = useSuspenseQuery(listQuery(listId));
  const { data: scoring } = useSuspenseQuery(scoringQuery(scoringId));
  const [isOpen, panel] = useDisclosure(false);
  const mayApply = useCan("lists:manage") && scoring.status === "previewed";
  const { summary } = scoring;
  return (
    <>
      <PageHead
        title={t`Scoring of ${list.code}`}
        trail={[
          <TextLink key="lists" to="/lists">{t`Lists`}</TextLink>,
          <TextLink key="list" to="/lists/$listId" params={{ listId }}>
            {list.code}
          </TextLink>,
        ]}
        badge={<LifecycleBadge status={scoring.status} />}
        actions={mayApply && <Button onClick={panel.open}>{t`Apply these scores`}</Button>}
      />
      <Counts
        items={[
          { term: t`Passed`, value: summary.passed, tone: "green" },
          { term: t`Failed`, value: summary.failed },
          { term: t`Not scored`, value: summary.not_scored },
          { term: t`Come onto the list`, value: summary.entering },
          { term: t`Leave the list`, value: summary.leaving, tone: "red" },
          { term: t`Score changed`, value: summary.changed_score },
          { term: t`Rank changed`, value: summary.changed_rank },
          { term: t`Crossed the line`, value: summary.crossed_line, tone: "red" },
          { term: t`Appointments touched`, value: summary.appointments_touched, tone: "red" },
        ]}
      />
      {scoring.status === "stale" && (
        <Note tone="amber">{t`The results changed after this preview was made. Score the list again to see what would happen now.`}</Note>
      )}
      <Group my="md">
        <SegmentedControl
          aria-label={t`Show`}
          value={search.changed ?? "all"}
          onChange={(value) => {
            onSearch({ changed: value === "yes" ? "yes" : undefined });
          }}
          data={[
            { value: "all", label: t`Everyone` },
            { value: "yes", label: t`Whose score would change` },
          ]}
        />
      </Group>
      <DiffTable scoringId={scoringId} isChangedOnly={search.changed === "yes"} />
      {isOpen && <ApplyPanel listId={listId} scoringId={scoringId} onClose={panel.close} />}
    </>
  );
}

function ApplyPanel({ listId, scoringId, onClose }: { listId: string; scoringId: string; onClose: () => void }) {
  const { data: scoring } = useSuspenseQuery(scoringQuery(scoringId));
  const navigate = useNavigate();
  const queries = useQueryClient();
  const apply = api.useMutation("post", "/api/v1/scorings/{scoring_id}/apply", { meta: listChanged });
  const { data: job } = useJob(apply.data?.id ?? null);
  const { summary } = scoring;

  useEffect(() => {
    if (job?.status !== "succeeded") return;
    invalidate(queries, listChanged.invalidates);
    void navigate({ to: "/lists/$listId", params: { listId } });
  }, [job?.status, navigate, listId, queries]);

  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Apply scores`}
      action={t`Apply scores`}
      isPending={apply.isPending || (job !== undefined && isUnfinished(job))}
      error={apply.error}
      onConfirm={() => {
        apply.mutate({ params: { path: { scoring_id: scoringId } }, headers: ifMatch(scoring) });
      }}
    >
      <Note tone="blue">
        {plural(summary.passed, {
          one: "# person stands on the list with this score.",
          other: "# people stand on the list with these scores.",
        })}{" "}
        {plural(summary.referrals_touched, {
          one: "# open referral is touched.",
          other: "# open referrals are touched.",
        })}
      </Note>
      {job && <JobProgress job={job} title={t`Applying the scores`} />}
    </ConfirmPanel>
  );
}

function DiffTable({ scoringId, isChangedOnly }: { scoringId: string; isChangedOnly: boolean }) {
  const diff = api.useInfiniteQuery(
    "get",
    "/api/v1/scorings/{scoring_id}/diff",
    { params: { path: { scoring_id: scoringId }, query: { limit: 100, ...(isChangedOnly && { only: "changed" as const }) } } },
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
      csvName="scoring-preview"
      empty={<EmptyState icon={IconEqual}>{t`Nobody is affected in this way.`}</EmptyState>}
    />
  );
}

type Place = ScoringDiffRow["before"];

const score = (place: Place) => place?.score ?? "–";
const rank = (place: Place) => (place ? String(place.rank) : "–");

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
    number("score_before", t`Score before`, (row) => score(row.before), true),
    number("score_after", t`Score after`, (row) => score(row.after)),
    number("rank_before", t`Rank before`, (row) => rank(row.before), true),
    number("rank_after", t`Rank after`, (row) => rank(row.after)),
  ];
}
