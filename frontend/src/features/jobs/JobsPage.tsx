import { plural, t } from "@lingui/core/macro";
import { Button, Group, Text } from "@mantine/core";
import { IconProgressCheck } from "@tabler/icons-react";

import { api } from "../../api/client";
import { useLive } from "../../api/live";
import { byCursor, rowsOf } from "../../api/paging";
import { jobStatuses, type Job, type JobStatus } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { Answered } from "../../components/feedback/Answered";
import { EmptyState } from "../../components/feedback/EmptyState";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { PageHead } from "../../components/PageHead";
import { StatusSelect } from "../../components/StatusSelect";
import { DataTable } from "../../components/tables/DataTable";
import { NarrowOnly } from "../../components/tables/NarrowOnly";
import { Instant } from "../../components/time/Instant";
import { jobWord } from "../../i18n/words";
import { useCan } from "../accounts/session";
import { isUnfinished, jobError, resultId } from "./queries";

interface JobsPageProps {
  status: JobStatus | undefined;
  onStatus: (status: JobStatus | undefined) => void;
}

export function JobsPage({ status, onStatus }: JobsPageProps) {
  useLive("jobs");
  const jobs = api.useInfiniteQuery(
    "get",
    "/api/v1/jobs",
    { params: { query: { limit: 50, ...(status && { status }) } } },
    byCursor,
  );
  const { items, more } = rowsOf(jobs);
  return (
    <>
      <PageHead
        title={t`Jobs`}
        facts={<Text c="dimmed">{t`Work in the background: imports, scorings, documents.`}</Text>}
      />
      <Group mb="sm">
        <StatusSelect statuses={jobStatuses} value={status} onChange={onStatus} />
      </Group>
      <Answered query={jobs}>
        <DataTable
          caption={t`Jobs, newest first`}
          rows={items}
          rowKey={(job) => job.id}
          more={more}
          whole={{ path: "/jobs", query: { status } }}
          summary={plural(items.length, { one: "# job", other: "# jobs" })}
          columns={[
            {
              id: "kind",
              header: t`Job`,
              rowHeader: true,
              cell: (job) => (
                <>
                  {jobWord(job.kind)}
                  <NarrowOnly>
                    <Instant at={job.created_at} />
                  </NarrowOnly>
                </>
              ),
              text: (job) => job.kind,
            },
            {
              id: "status",
              header: t`Status`,
              cell: (job) => <LifecycleBadge status={job.status} />,
              text: (job) => job.status,
            },
            {
              id: "progress",
              header: t`Done`,
              align: "right",
              wideOnly: true,
              cell: progress,
              text: progress,
              keys: ["done", "total"],
            },
            {
              id: "created",
              header: t`Started`,
              wideOnly: true,
              cell: (job) => <Instant at={job.created_at} />,
              text: (job) => job.created_at,
            },
            {
              id: "finished",
              header: t`Finished`,
              wideOnly: true,
              cell: (job) => job.finished_at && <Instant at={job.finished_at} />,
              text: (job) => job.finished_at ?? "",
            },
            {
              id: "error",
              header: t`Why it failed`,
              wideOnly: true,
              cell: (job) => <Text c="dimmed">{jobError(job)}</Text>,
              text: jobError,
            },
            { id: "actions", paperless: true, header: t`Actions`, cell: (job) => <JobActions job={job} /> },
          ]}
          empty={
            <EmptyState icon={IconProgressCheck}>
              {status
                ? t`No job has this status.`
                : t`Nothing has run yet. Import results or ask for a document, and it shows here.`}
            </EmptyState>
          }
        />
      </Answered>
    </>
  );
}

const progress = (job: Job) =>
  job.progress.total
    ? `${job.progress.done.toLocaleString("en")} / ${job.progress.total.toLocaleString("en")}`
    : job.progress.done
      ? job.progress.done.toLocaleString("en")
      : "";

function JobActions({ job }: { job: Job }) {
  const mayManage = useCan("jobs:manage");
  const meta = { invalidates: ["/api/v1/jobs"] };
  const retry = api.useMutation("post", "/api/v1/jobs/{job_id}/retry", { meta });
  const cancel = api.useMutation("post", "/api/v1/jobs/{job_id}/cancel", { meta });
  const documentId = resultId(job, "document_id");
  const params = { path: { job_id: job.id } };
  const error = retry.error ?? cancel.error;
  return (
    <>
      {mayManage && isUnfinished(job) && (
        <Button
          size="compact-sm"
          variant="default"
          loading={cancel.isPending}
          onClick={() => {
            cancel.mutate({ params });
          }}
          aria-label={t`Cancel ${jobWord(job.kind)}`}
        >
          {t`Cancel`}
        </Button>
      )}
      {mayManage && ["failed", "partly_failed", "cancelled"].includes(job.status) && (
        <Button
          size="compact-sm"
          variant="default"
          loading={retry.isPending}
          onClick={() => {
            retry.mutate({ params });
          }}
          aria-label={t`Retry ${jobWord(job.kind)}`}
        >
          {t`Retry`}
        </Button>
      )}
      {documentId && job.status === "succeeded" && (
        <Button
          component="a"
          size="compact-sm"
          variant="subtle"
          href={`/api/v1/documents/${documentId}/content`}
          download
        >
          {t`Download`}
        </Button>
      )}
      {error && <ProblemAlert error={error} />}
    </>
  );
}
