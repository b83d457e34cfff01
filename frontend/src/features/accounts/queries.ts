import { api } from "../../api/client";

export const usersChanged = { invalidates: ["/api/v1/users", "/api/v1/home"] };
export const keysChanged = { invalidates: ["/api/v1/api-keys", "/api/v1/home"] };

export const ownAccount = api.queryOptions("get", "/api/v1/account");
export const ownSessions = api.queryOptions("get", "/api/v1/sessions", {
  params: { query: { limit: 100, sort: "-last_seen_at" } },
});
