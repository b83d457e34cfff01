import { api } from "../../api/client";

const all = { params: { query: { limit: 200 } } };
const RULES = "/api/v1/certification-rules";

export const allRules = api.queryOptions("get", RULES, all, { staleTime: 60_000 });
export const allModels = api.queryOptions("get", "/api/v1/scoring-models", all, { staleTime: 60_000 });

export const oneRule = (id: string) =>
  api.queryOptions("get", "/api/v1/certification-rules/{rule_id}", { params: { path: { rule_id: id } } });
export const versionsOf = (code: string) => api.queryOptions("get", RULES, { params: { query: { code, limit: 200 } } });
export const playedExamples = (id: string) =>
  api.queryOptions("get", "/api/v1/certification-rules/{rule_id}/examples", { params: { path: { rule_id: id } } });
