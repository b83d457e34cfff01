import { createFileRoute } from "@tanstack/react-router";

import { referralStatuses, type ReferralStatus } from "../../api/types";
import { compact, someOf } from "../../components/search";
import { ReferralsPage } from "../../features/referrals/ReferralsPage";

export const Route = createFileRoute("/_console/referrals/")({
  validateSearch: (search: Record<string, unknown>): { status?: ReferralStatus | undefined } => ({
    status: someOf(search.status, referralStatuses),
  }),
  component: ReferralsRoute,
});

function ReferralsRoute() {
  const navigate = Route.useNavigate();
  const { status } = Route.useSearch();
  return (
    <ReferralsPage
      status={status}
      onStatus={(next) => void navigate({ search: compact({ status: next }), replace: true })}
    />
  );
}
