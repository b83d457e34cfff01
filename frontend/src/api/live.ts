import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

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
    const { type, topics } = readMessage(message);
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

/** `{type, topics}`: what is to be read anew; `ended` when the sign-in no longer may. */
export function readMessage(message: string): { type: string; topics: string[] } {
  try {
    const { type, topics } = JSON.parse(message) as { type?: unknown; topics?: unknown };
    const names = Array.isArray(topics) ? topics.filter((topic) => typeof topic === "string") : [];
    return { type: typeof type === "string" ? type : "", topics: names };
  } catch {
    return { type: "", topics: [] };
  }
}

const stream = new LiveStream();

/** Keeps what is on screen true while others work: `useLive("referral:<id>")`. */
export function useLive(topic: string): void {
  const queries = useQueryClient();
  useEffect(() => stream.watch(topic, queries), [topic, queries]);
}
