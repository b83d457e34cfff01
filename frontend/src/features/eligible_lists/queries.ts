import { api } from "../../api/client";

export const LISTS = "/api/v1/eligible-lists";

export const listQuery = (listId: string) =>
  api.queryOptions("get", "/api/v1/eligible-lists/{list_id}", { params: { path: { list_id: listId } } });

/** What the next steps in a list's life would do now. */
export const outlookQuery = (listId: string) =>
  api.queryOptions("get", "/api/v1/eligible-lists/{list_id}/outlook", { params: { path: { list_id: listId } } });

export const scoreReportQuery = (listId: string) =>
  api.queryOptions("get", "/api/v1/eligible-lists/{list_id}/score-report", { params: { path: { list_id: listId } } });

export const distributionQuery = (listId: string) =>
  api.queryOptions("get", "/api/v1/eligible-lists/{list_id}/score-distribution", {
    params: { path: { list_id: listId } },
  });

/** What a life-cycle action of a list makes stale. */
export const listChanged = {
  invalidates: [LISTS, "/api/v1/jobs", "/api/v1/scorings", "/api/v1/results", "/api/v1/referrals", "/api/v1/timeline"],
};
