import { plural, t } from "@lingui/core/macro";
import { Button, Group, SegmentedControl, Text, TextInput } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api, ifMatch } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import type { Duplicate } from "../../api/types";
import { Answered } from "../../components/feedback/Answered";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { EmptyState } from "../../components/feedback/EmptyState";
import { Note } from "../../components/feedback/Note";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { PageHead } from "../../components/PageHead";
import { Instant } from "../../components/time/Instant";
import { useCan } from "../accounts/session";
import { JobProgress } from "../jobs/JobProgress";
import { useJob } from "../jobs/queries";
import { MergePanel } from "./MergePanel";
import { PeopleTabs } from "./PeopleTabs";
import styles from "./people.module.css";
import { DUPLICATES, personQuery } from "./queries";
import { SideBySide } from "./SideBySide";
import { ruleWord } from "./words";

export const duplicateStatuses = ["open", "not_same", "merged"] as const;
export type DuplicateStatus = (typeof duplicateStatuses)[number];
const meta = { invalidates: [DUPLICATES] };

interface DuplicatesPageProps {
  status: DuplicateStatus;
  onStatus: (status: DuplicateStatus) => void;
}

/** People who may be one, two by two: somebody decides, and what was decided is remembered. */
export function DuplicatesPage({ status, onStatus }: DuplicatesPageProps) {
  const mayDecide = useCan("people:manage");
  const pairs = api.useInfiniteQuery(
    "get",
    "/api/v1/duplicates",
    { params: { query: { status, limit: 20 } } },
    byCursor,
  );
  const { items, more } = rowsOf(pairs);
  const empty: Record<DuplicateStatus, string> = {
    open: t`Nothing to decide. People who share an address, or a name and a telephone number, or a name on one list are looked for every day.`,
    not_same: t`Nobody was found to be two persons yet.`,
    merged: t`Nobody was merged yet.`,
  };
  return (
    <>
      <PageHead title={t`Possible duplicates`} actions={mayDecide && <SearchNow />} />
      <PeopleTabs active="duplicates" />
      <SegmentedControl
        mb="sm"
        aria-label={t`Which pairs`}
        value={status}
        onChange={(next) => {
          onStatus(duplicateStatuses.find((one) => one === next) ?? "open");
        }}
        data={[
          { value: "open", label: t`To decide` },
          { value: "not_same", label: t`Not the same` },
          { value: "merged", label: t`Merged` },
        ]}
      />
      <Answered query={pairs}>
        {items.length === 0 ? (
          <EmptyState icon={IconCopy}>{empty[status]}</EmptyState>
        ) : (
          <>
            <Text c="dimmed" mb="xs" role="status">
              {plural(items.length, { one: "# pair shown", other: "# pairs shown" })}
            </Text>
            <ul className={styles.pairs}>
              {items.map((pair) => (
                <Pair key={pair.id} pair={pair} mayDecide={mayDecide} />
              ))}
            </ul>
          </>
        )}
      </Answered>
      {more && (
        <Group justify="center" mt="sm">
          <Button variant="default" size="xs" loading={more.isLoading} onClick={more.load}>
            {t`Show more`}
          </Button>
        </Group>
      )}
    </>
  );
}

function SearchNow() {
  const [jobId, setJobId] = useState<string | null>(null);
  const search = api.useMutation("post", "/api/v1/duplicates/search", {
    onSuccess: (job) => {
      setJobId(job.id);
    },
  });
  return (
    <>
      {jobId && <Searching jobId={jobId} />}
      <Button
        variant="default"
        loading={search.isPending}
        onClick={() => {
          search.mutate({});
        }}
      >
        {t`Search now`}
      </Button>
    </>
  );
}

function Searching({ jobId }: { jobId: string }) {
  const job = useJob(jobId);
  return job.data ? <JobProgress job={job.data} /> : null;
}

function Pair({ pair, mayDecide }: { pair: Duplicate; mayDecide: boolean }) {
  const [deciding, setDeciding] = useState<"merge" | "dismiss" | "reopen" | null>(null);
  const [one, other] = pair.people;
  const first = useQuery({ ...personQuery(one?.id ?? ""), enabled: Boolean(one) });
  const second = useQuery({ ...personQuery(other?.id ?? ""), enabled: Boolean(other) });
  const close = () => {
    setDeciding(null);
  };
  if (!one || !other) return null;
  const names = t`${one.display_name} and ${other.display_name}`;
  return (
    <li className={styles.pair} aria-label={names}>
      {pair.rules.length > 0 && (
        <Text size="sm" c="dimmed" mb="xs">
          {t`Found by: ${pair.rules.map(ruleWord).join("; ")}`}
        </Text>
      )}
      {first.data && second.data ? (
        <SideBySide people={[first.data, second.data]} />
      ) : first.error || second.error ? (
        <ProblemAlert error={first.error ?? second.error} />
      ) : (
        <TableSkeleton rows={3} />
      )}
      {pair.decided_at && (
        <Text size="sm" mt="xs">
          {pair.status === "merged" ? t`Merged` : t`Not the same`}, <Instant at={pair.decided_at} />,{" "}
          {pair.decided_by_name ?? pair.decided_by}
          {pair.reason && `: ${pair.reason}`}
        </Text>
      )}
      {mayDecide && pair.status !== "merged" && (
        <Group mt="sm" gap="xs">
          {pair.status === "open" && (
            <Button
              size="xs"
              aria-label={t`Merge ${names}`}
              onClick={() => {
                setDeciding("merge");
              }}
            >{t`Merge…`}</Button>
          )}
          <Button
            size="xs"
            variant="default"
            aria-label={pair.status === "open" ? t`${names} are not the same` : t`Decide on ${names} again`}
            onClick={() => {
              setDeciding(pair.status === "open" ? "dismiss" : "reopen");
            }}
          >
            {pair.status === "open" ? t`Not the same…` : t`Decide again…`}
          </Button>
        </Group>
      )}
      {deciding === "merge" && <MergePanel ids={[one.id, other.id]} onClose={close} onMerged={close} />}
      {(deciding === "dismiss" || deciding === "reopen") && (
        <DecidePanel pair={pair} names={names} how={deciding} onClose={close} />
      )}
    </li>
  );
}

interface DecidePanelProps {
  pair: Duplicate;
  names: string;
  how: "dismiss" | "reopen";
  onClose: () => void;
}

function DecidePanel({ pair, names, how, onClose }: DecidePanelProps) {
  const [reason, setReason] = useState("");
  const done = { meta, onSuccess: onClose };
  const dismiss = api.useMutation("post", "/api/v1/duplicates/{pair_id}/dismiss", done);
  const reopen = api.useMutation("post", "/api/v1/duplicates/{pair_id}/reopen", done);
  const decide = how === "dismiss" ? dismiss : reopen;
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={names}
      action={how === "dismiss" ? t`They are not the same` : t`Decide again`}
      disabled={!reason.trim()}
      isPending={decide.isPending}
      error={decide.error}
      onConfirm={() => {
        decide.mutate({ params: { path: { pair_id: pair.id } }, headers: ifMatch(pair), body: { reason } });
      }}
    >
      {how === "dismiss" && <Note tone="blue">{t`They are not offered again. This can be taken back.`}</Note>}
      <TextInput
        label={t`Reason`}
        required
        maxLength={1000}
        value={reason}
        onChange={(event) => {
          setReason(event.currentTarget.value);
        }}
      />
    </ConfirmPanel>
  );
}
