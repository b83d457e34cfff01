import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { invalidate } from "./queries";

const POLL_MS = 10_000;

/** What a topic's change makes stale. */
const reads: Record<string, string[]> = {
  jobs: ["/api/v1/jobs"],
  list: ["/api/v1/eligible-lists", "/api/v1/scorings"],
  referral: ["/api/v1/referrals", "/api/v1/positions"],
};

const readsOf = (topic: string) => reads[topic.split(":")[0] ?? ""] ?? [];

/** The one event stream of this tab. It carries the topics of whatever is on screen and polls while it is broken. */
class LiveStream {
  private readonly topics = new Map<string, number>();
  private source: EventSource | null = null;
  private poll: ReturnType<typeof setInterval> | null = null;
  private change: ReturnType<typeof setTimeout> | null = null;
  private queries: QueryClient | null = null;

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
    const names = [...this.topics.keys()].sort().join(",");
    const source = new EventSource(`/api/v1/events?topics=${encodeURIComponent(names)}`);
    source.onopen = () => {
      this.stopPolling();
    };
    source.onmessage = (event: MessageEvent<string>) => {
      this.changed(topicOf(event.data));
    };
    source.onerror = () => {
      this.startPolling();
    };
    this.source = source;
  }

  private changed(topic: string | null): void {
    if (this.queries && topic) invalidate(this.queries, readsOf(topic));
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

function topicOf(message: string): string | null {
  try {
    const topic = (JSON.parse(message) as { topic?: unknown }).topic;
    return typeof topic === "string" ? topic : null;
  } catch {
    return null;
  }
}

const stream = new LiveStream();

/** Keeps what is on screen true while others work: `useLive("referral:<id>")`. */
export function useLive(topic: string): void {
  const queries = useQueryClient();
  useEffect(() => stream.watch(topic, queries), [topic, queries]);
}
