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

export const BANDS = "/api/v1/banding-models";
export const allBandings = api.queryOptions("get", BANDS, all, { staleTime: 60_000 });
export const oneBanding = (id: string) =>
  api.queryOptions("get", "/api/v1/banding-models/{model_id}", { params: { path: { model_id: id } } });
export const bandingVersions = (id: string) =>
  api.queryOptions("get", BANDS, { params: { query: { replaces_id: id, limit: 200 } } });
export const oneModel = (id: string) =>
  api.queryOptions("get", "/api/v1/scoring-models/{model_id}", { params: { path: { model_id: id } } });
export const scoringVersions = (id: string) =>
  api.queryOptions("get", "/api/v1/scoring-models", { params: { query: { replaces_id: id, limit: 200 } } });
