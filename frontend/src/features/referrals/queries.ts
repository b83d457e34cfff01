import { useQuery } from "@tanstack/react-query";

import { api } from "../../api/client";
import { agencySettings } from "../organization/queries";

type ReasonUse = "disposition" | "rescind" | "status" | "position";

export const REFERRALS = "/api/v1/referrals";

export const referralQuery = (referralId: string) =>
  api.queryOptions("get", "/api/v1/referrals/{referral_id}", { params: { path: { referral_id: referralId } } });

/** One person on a referral, with the steps to their standing. */
export const standingQuery = (referralId: string, eligibleId: string) =>
  api.queryOptions("get", "/api/v1/referrals/{referral_id}/eligibles/{eligible_id}", {
    params: { path: { referral_id: referralId, eligible_id: eligibleId } },
  });

/** The events of the ledger that a standing rests on, the latest first. */
export const evidenceQuery = (referralId: string, eligibleId: string) =>
  api.queryOptions("get", "/api/v1/timeline", {
    params: { query: { subject: `referral:${referralId}`, eligible_id: eligibleId, limit: 20 } },
  });

export const reasonCodesQuery = (use: ReasonUse) =>
  api.queryOptions("get", "/api/v1/reason-codes", { params: { query: { use } } }, { staleTime: 300_000 });

/** Whether this agency asks why somebody in reach was not selected. */
export function useAsksWhy(): boolean {
  return useQuery(agencySettings).data?.pass_over_needs_reason ?? false;
}

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
