import { plural, t } from "@lingui/core/macro";
import { Button, Group, SegmentedControl, Select, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { api, ifMatch } from "../../api/client";
import { invalidate } from "../../api/queries";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { Counts } from "../../components/Counts";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { Note } from "../../components/feedback/Note";
import { TextLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { ProseField } from "../../components/ProseField";
import { useCan } from "../accounts/session";
import { listChanged, listQuery } from "../eligible_lists/queries";
import { ModelsOfScoring, PlacedTwice } from "./ModelsOfScoring";
import { OtherModelPanel } from "./OtherModelPanel";
import { ScoringDiff } from "./ScoringDiff";
import { TouchedReferrals } from "./TouchedReferrals";
import { JobProgress } from "../jobs/JobProgress";
import { isUnfinished, useJob } from "../jobs/queries";

export const scoringFilters = ["changed", "crossed_line", "appointed", "failing", "passing"] as const;

export interface ScoringSearch {
  only?: (typeof scoringFilters)[number] | undefined;
  sort?: "-score" | "-move" | undefined;
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
  const [isChoosing, other] = useDisclosure(false);
  const mayManage = useCan("lists:manage");
  const mayScore = mayManage && list.status !== "cancelled";
  const mayApply = mayManage && scoring.status === "previewed" && scoring.summary.placed_twice.length === 0;
  const { summary } = scoring;
  // On a first scoring everybody comes onto the list: nobody has a place to move from.
  const moves = summary.changed_score + summary.changed_rank + summary.leaving > 0;
  const sort = moves ? (search.sort ?? "-move") : "-score";
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
        actions={
          <>
            {mayScore && <Button variant="default" onClick={other.open}>{t`Another model…`}</Button>}
            {mayApply && <Button onClick={panel.open}>{t`Apply these scores`}</Button>}
          </>
        }
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
      <Stack mt="md" gap="md">
        <PlacedTwice scoring={scoring} />
        <ModelsOfScoring list={list} scoring={scoring} />
        {scoring.covers === "corrected" && (
          <Note tone="blue">
            {plural(summary.scored + summary.not_scored, {
              one: "Only the result corrected since the last scoring was scored again; everyone else keeps the score.",
              other:
                "Only the # results corrected since the last scoring were scored again; everyone else keeps the score.",
            })}
          </Note>
        )}
        {scoring.touched.length > 0 && <TouchedReferrals rows={scoring.touched} />}
      </Stack>
      <Group my="md" gap="xs">
        <Select
          aria-label={t`Show`}
          placeholder={t`Everyone`}
          clearable
          clearButtonProps={{ "aria-label": t`Everyone` }}
          w={260}
          value={search.only ?? null}
          onChange={(value) => {
            onSearch({ ...search, only: scoringFilters.find((one) => one === value) });
          }}
          data={[
            { value: "changed", label: t`Whose score would change` },
            { value: "crossed_line", label: t`Crossed the line` },
            { value: "appointed", label: t`Appointed people affected` },
            { value: "failing", label: t`Failed now` },
            { value: "passing", label: t`Passed now` },
          ]}
        />
        {moves && (
          <SegmentedControl
            aria-label={t`Order`}
            value={sort}
            onChange={(value) => {
              onSearch({ ...search, sort: value === "-score" ? "-score" : undefined });
            }}
            data={[
              { value: "-move", label: t`Largest move first` },
              { value: "-score", label: t`Best score first` },
            ]}
          />
        )}
      </Group>
      <ScoringDiff scoringId={scoringId} only={search.only} sort={sort} />
      {isChoosing && <OtherModelPanel list={list} onClose={other.close} />}
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
  const [reason, setReason] = useState("");

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
      disabled={scoring.needs_reason && reason.trim() === ""}
      onConfirm={() => {
        apply.mutate({
          params: { path: { scoring_id: scoringId } },
          headers: ifMatch(scoring),
          body: reason ? { reason } : {},
        });
      }}
    >
      <Note tone="blue">
        {scoring.needs_reason
          ? plural(summary.changed_score + summary.entering + summary.leaving, {
              one: "The list is posted. # score on it changes, as a new version of the list.",
              other: "The list is posted. # scores on it change, as a new version of the list.",
            })
          : plural(summary.passed, {
              one: "# person stands on the list with this score.",
              other: "# people stand on the list with these scores.",
            })}{" "}
        {plural(summary.referrals_touched, {
          one: "# open referral is touched.",
          other: "# open referrals are touched.",
        })}
      </Note>
      {scoring.needs_reason && (
        <>
          {summary.appointments_touched > 0 && (
            <Note tone="amber">
              {plural(summary.appointments_touched, {
                one: "# appointed person's score changes. The appointment stands.",
                other: "The scores of # appointed people change. Their appointments stand.",
              })}
            </Note>
          )}
          <ProseField label={t`Reason`} required maxLength={1000} value={reason} onChange={setReason} />
        </>
      )}
      {job && <JobProgress job={job} title={t`Applying the scores`} />}
    </ConfirmPanel>
  );
}
