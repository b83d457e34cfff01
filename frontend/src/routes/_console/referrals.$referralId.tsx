import { createFileRoute } from "@tanstack/react-router";
import { useCallback } from "react";

import { RecordSkeleton } from "../../components/feedback/Skeletons";
import { inquiryStates, standings } from "../../api/types";
import { compact, oneOf, someOf, textOf } from "../../components/search";
import { ReferralPage, referralTabs, type ReferralSearch } from "../../features/referrals/ReferralPage";
import { referralQuery } from "../../features/referrals/queries";

export const Route = createFileRoute("/_console/referrals/$referralId")({
  staticData: { needs: "referrals:read" },
  validateSearch: (search: Record<string, unknown>): ReferralSearch => ({
    tab: search.tab === undefined ? undefined : oneOf(search.tab, referralTabs),
    standing: someOf(search.standing, standings),
    why: textOf(search, "why"),
    until: textOf(search, "until"),
    inquiry: someOf(search.inquiry, inquiryStates),
  }),
  loader: ({ context, params }) => context.queries.ensureQueryData(referralQuery(params.referralId)),
  pendingComponent: RecordSkeleton,
  component: ReferralRoute,
});

function ReferralRoute() {
  const navigate = Route.useNavigate();
  const onSearch = useCallback(
    (search: ReferralSearch) => void navigate({ search: compact(search), replace: true, resetScroll: false }),
    [navigate],
  );
  return <ReferralPage referralId={Route.useParams().referralId} search={Route.useSearch()} onSearch={onSearch} />;
}
