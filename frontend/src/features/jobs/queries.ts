import { useQuery } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { Job } from "../../api/types";

const UNFINISHED = new Set(["queued", "running", "waiting_retry"]);

export const isUnfinished = (job: Job) => UNFINISHED.has(job.status);

export const recentJobs = api.queryOptions("get", "/api/v1/jobs", { params: { query: { limit: 50 } } });

/** One job, read again every second until it is done; the event stream usually comes first. */
export function useJob(jobId: string | null) {
  return useQuery({
    ...api.queryOptions("get", "/api/v1/jobs/{job_id}", { params: { path: { job_id: jobId ?? "" } } }),
    enabled: jobId !== null,
    staleTime: 0,
    refetchInterval: (query) => (query.state.data && !isUnfinished(query.state.data) ? false : 1000),
  });
}

/** A name from the job's result, such as the document it made. */
export function resultId(job: Job | undefined, field: string): string | null {
  const value = (job?.result as Record<string, unknown> | null | undefined)?.[field];
  return typeof value === "string" ? value : null;
}

/** Why a job failed, in the server's words. */
export function jobError(job: Job): string {
  const error = job.error as Record<string, unknown> | null | undefined;
  const words = error?.detail ?? error?.title ?? error?.message;
  return typeof words === "string" ? words : "";
}
