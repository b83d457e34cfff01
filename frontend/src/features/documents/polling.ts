import type { DocumentRead } from "../../api/types";

const POLL_MS = 1500;

/** How long to wait before looking again: until the worker is done, since the stream tells of jobs, not of papers. */
export function whileMaking(query: { state: { data?: { items: DocumentRead[] } } }): number | false {
  return query.state.data?.items.some((one) => one.status === "requested") ? POLL_MS : false;
}
