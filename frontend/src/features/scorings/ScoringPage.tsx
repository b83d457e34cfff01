import { plural, t } from "@lingui/core/macro";
import { Button, Group, SegmentedControl } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconEqual } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { api, ifMatch } from "../../api/client";
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
import { useCan } from "../accounts/session";
import { listChanged, listQuery } from "../eligible_lists/queries";

export interface ScoringSearch {
  only?: string | undefined;
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
          { term: t`Passed`, value: summary.scored, tone: "green" },
          { term: t`Failed`, value: summary.failed },
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
          value={search.only ?? ""}
          onChange={(only) => {
            onSearch({ only: only || undefined });
          }}
          data={[
            { value: "", label: t`All` },
            { value: "crossed_line", label: t`Crossed the line` },
            { value: "appointed", label: t`Appointed people` },
            { value: "failed_now", label: t`Failed now` },
          ]}
        />
      </Group>
      <DiffTable scoringId={scoringId} only={search.only} />
      {isOpen && <ApplyPanel listId={listId} scoringId={scoringId} onClose={panel.close} />}
    </>
  );
}

function ApplyPanel({ listId, scoringId, onClose }: { listId: string; scoringId: string; onClose: () => void }) {
  const { data: scoring } = useSuspenseQuery(scoringQuery(scoringId));
  const navigate = useNavigate();
  const apply = api.useMutation("post", "/api/v1/scorings/{scoring_id}/apply", {
    meta: listChanged,
    onSuccess: () => navigate({ to: "/lists/$listId", params: { listId } }),
  });
  const { summary } = scoring;
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Apply scores`}
      action={t`Apply scores`}
      isPending={apply.isPending}
      error={apply.error}
      onConfirm={() => {
        apply.mutate({ params: { path: { scoring_id: scoringId } }, headers: ifMatch(scoring) });
      }}
    >
      <Note tone="blue">
        {plural(summary.scored, {
          one: "# person stands on the list with this score.",
          other: "# people stand on the list with these scores.",
        })}{" "}
        {plural(summary.referrals_touched, {
          one: "# open referral is touched.",
          other: "# open referrals are touched.",
        })}
      </Note>
    </ConfirmPanel>
  );
}

function DiffTable({ scoringId, only }: { scoringId: string; only: string | undefined }) {
  const diff = api.useInfiniteQuery(
    "get",
    "/api/v1/scorings/{scoring_id}/diff",
    { params: { path: { scoring_id: scoringId }, query: { limit: 100, ...(only && { only }) } } },
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
      rowKey={(row) => row.external_id ?? row.person.id}
      more={more}
      csvName="scoring-preview"
      empty={<EmptyState icon={IconEqual}>{t`Nobody is affected in this way.`}</EmptyState>}
    />
  );
}

const show = (value: string | number | null) => (value === null ? "–" : String(value));

function columns(): Column<ScoringDiffRow>[] {
  return [
    {
      id: "name",
      header: t`Name`,
      rowHeader: true,
      cell: (row) => row.person.display_name,
      text: (row) => row.person.display_name,
    },
    {
      id: "outcome",
      header: t`Outcome`,
      cell: (row) => <LifecycleBadge status={row.outcome} quiet />,
      text: (row) => row.outcome,
    },
    {
      id: "score_before",
      header: t`Score before`,
      align: "right",
      wideOnly: true,
      cell: (row) => show(row.score_before),
      text: (row) => row.score_before ?? "",
    },
    {
      id: "score_after",
      header: t`Score after`,
      align: "right",
      cell: (row) => show(row.score_after),
      text: (row) => row.score_after ?? "",
    },
    {
      id: "rank_before",
      header: t`Rank before`,
      align: "right",
      wideOnly: true,
      cell: (row) => show(row.rank_before),
      text: (row) => String(row.rank_before ?? ""),
    },
    {
      id: "rank_after",
      header: t`Rank after`,
      align: "right",
      cell: (row) => show(row.rank_after),
      text: (row) => String(row.rank_after ?? ""),
    },
  ];
}
