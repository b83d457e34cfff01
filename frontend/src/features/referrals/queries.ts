import { api } from "../../api/client";

type ReasonUse = "disposition" | "rescind" | "status" | "position";

export const REFERRALS = "/api/v1/referrals";

export const referralQuery = (referralId: string) =>
  api.queryOptions("get", "/api/v1/referrals/{referral_id}", { params: { path: { referral_id: referralId } } });

export const reasonCodesQuery = (use: ReasonUse) =>
  api.queryOptions("get", "/api/v1/reason-codes", { params: { query: { use } } }, { staleTime: 300_000 });

/** What a decision on a referral makes stale. */
export const referralChanged = {
  invalidates: [
    REFERRALS,
    "/api/v1/positions",
    "/api/v1/eligible-lists",
    "/api/v1/timeline",
    "/api/v1/response-deadlines",
  ],
};
