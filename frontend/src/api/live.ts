import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";

import { invalidate } from "./queries";

const POLL_MS = 10_000;

/** What a topic's change makes stale. */
const reads: Record<string, string[]> = {
  jobs: ["/api/v1/jobs"],
  list: ["/api/v1/eligible-lists", "/api/v1/scorings", "/api/v1/timeline"],
  referral: ["/api/v1/referrals", "/api/v1/positions", "/api/v1/timeline"],
};

const readsOf = (topic: string) => reads[topic.split(":")[0] ?? ""] ?? [];

/** The one event stream of this tab. It carries the topics of whatever is on screen and polls while it is broken. */
class LiveStream {
  private readonly topics = new Map<string, number>();
  private source: EventSource | null = null;
  private poll: ReturnType<typeof setInterval> | null = null;
  private change: ReturnType<typeof setTimeout> | null = null;
  private queries: QueryClient | null = null;
  private lastEventId = "";

  watch(topic: string, queries: QueryClient): () => void {
    this.queries = queries;
    this.topics.set(topic, (this.topics.get(topic) ?? 0) + 1);
    this.reopenSoon();
    return () => {
      const left = (this.topics.get(topic) ?? 1) - 1;
      if (left > 0) this.topics.set(topic, left);
      else this.topics.delete(topic);
      this.reopenSoon();
    };
  }

  private reopenSoon(): void {
    if (this.change) clearTimeout(this.change);
    this.change = setTimeout(() => {
      this.reopen();
    }, 50);
  }

  private reopen(): void {
    this.source?.close();
    this.source = null;
    this.stopPolling();
    if (this.topics.size === 0 || typeof EventSource === "undefined") return;
    const search = new URLSearchParams({ topics: [...this.topics.keys()].sort().join(",") });
    // A stream opened anew for other topics goes on where the last one stood.
    if (this.lastEventId) search.set("last_event_id", this.lastEventId);
    const source = new EventSource(`/api/v1/events?${search.toString()}`);
    source.onopen = () => {
      this.stopPolling();
    };
    source.onmessage = (event: MessageEvent<string>) => {
      this.lastEventId = event.lastEventId || this.lastEventId;
      this.told(event.data);
    };
    source.onerror = () => {
      this.startPolling();
    };
    this.source = source;
  }

  private told(message: string): void {
    const { type, topics, job } = readMessage(message);
    if (job) jobCounts.tell(job);
    if (type === "ended") {
      this.source?.close();
      if (this.queries) invalidate(this.queries, ["/api/v1/"]);
    }
    for (const topic of topics) this.changed(topic);
  }

  private changed(topic: string): void {
    if (this.queries) invalidate(this.queries, readsOf(topic));
  }

  private startPolling(): void {
    this.poll ??= setInterval(() => {
      for (const topic of this.topics.keys()) this.changed(topic);
    }, POLL_MS);
  }

  private stopPolling(): void {
    if (this.poll) clearInterval(this.poll);
    this.poll = null;
  }
}

/** How far a job is: `total` is null while it is unknown. */
export interface Counts {
  done: number;
  total: number | null;
}

interface Message {
  type: string;
  topics: string[];
  job: ({ id: string } & Counts) | null;
}

/** What is to be read anew, and how far a running job is; `ended` when the sign-in no longer may. */
export function readMessage(message: string): Message {
  try {
    const { type, topics, job } = JSON.parse(message) as { type?: unknown; topics?: unknown; job?: unknown };
    const names = Array.isArray(topics) ? topics.filter((topic) => typeof topic === "string") : [];
    return { type: typeof type === "string" ? type : "", topics: names, job: readCounts(job) };
  } catch {
    return { type: "", topics: [], job: null };
  }
}

function readCounts(job: unknown): Message["job"] {
  const { id, done, total } = (job ?? {}) as Record<string, unknown>;
  if (typeof id !== "string" || typeof done !== "number") return null;
  return { id, done, total: typeof total === "number" ? total : null };
}

/** The counts that the stream told last. A job in its last transaction tells them there only: its row is locked. */
export class JobCounts {
  private readonly counts = new Map<string, Counts>();
  private readonly listeners = new Set<() => void>();

  tell({ id, done, total }: { id: string } & Counts): void {
    this.counts.set(id, { done, total });
    for (const listener of this.listeners) listener();
  }

  of(jobId: string): Counts | null {
    return this.counts.get(jobId) ?? null;
  }

  readonly listen = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

export const jobCounts = new JobCounts();

/** How far a job is: as it was read, or further where the stream said so since. */
export function useJobCounts(jobId: string, read: Counts): Counts {
  const told = useSyncExternalStore(jobCounts.listen, () => jobCounts.of(jobId));
  return told && told.done > read.done ? told : read;
}

const stream = new LiveStream();

/** Keeps what is on screen true while others work: `useLive("referral:<id>")`; null where there is nothing to follow. */
export function useLive(topic: string | null): void {
  const queries = useQueryClient();
  useEffect(() => (topic === null ? undefined : stream.watch(topic, queries)), [topic, queries]);
}
