import { useSuspenseQuery } from "@tanstack/react-query";

import { useLive } from "../../api/live";
import type { StandingName } from "../../api/types";
import { ReferralHead } from "./ReferralHead";
import { Standings } from "./Standings";
import { referralQuery } from "./queries";

export interface ReferralSearch {
  standing?: StandingName | undefined;
  /** Whose reasons are open in the drawer. */
  why?: string | undefined;
}

interface ReferralPageProps {
  referralId: string;
  search: ReferralSearch;
  onSearch: (search: ReferralSearch) => void;
}

export function ReferralPage({ referralId, search, onSearch }: ReferralPageProps) {
  const { data: referral } = useSuspenseQuery(referralQuery(referralId));
  useLive(`referral:${referralId}`);
  return (
    <>
      <ReferralHead referral={referral} />
      <Standings referral={referral} search={search} onSearch={onSearch} />
    </>
  );
}
