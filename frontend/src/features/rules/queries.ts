import { api } from "../../api/client";

const all = { params: { query: { limit: 200 } } };

export const allRules = api.queryOptions("get", "/api/v1/certification-rules", all, { staleTime: 60_000 });
export const allModels = api.queryOptions("get", "/api/v1/scoring-models", all, { staleTime: 60_000 });
