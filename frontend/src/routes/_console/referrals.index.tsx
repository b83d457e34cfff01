import { createFileRoute } from "@tanstack/react-router";

import { referralStatuses } from "../../api/types";
import { compact, someOf, textOf } from "../../components/search";
import { referralSorts, ReferralsPage, type ReferralsSearch } from "../../features/referrals/ReferralsPage";

export const Route = createFileRoute("/_console/referrals/")({
  staticData: { needs: "referrals:read" },
  validateSearch: (search: Record<string, unknown>): ReferralsSearch => ({
    status: someOf(search.status, referralStatuses),
    department: textOf(search, "department"),
    overdue: search.overdue === true || undefined,
    q: textOf(search, "q"),
    sort: someOf(search.sort, referralSorts),
  }),
  component: ReferralsRoute,
});

function ReferralsRoute() {
  const navigate = Route.useNavigate();
  return (
    <ReferralsPage
      search={Route.useSearch()}
      onSearch={(search) => void navigate({ search: compact(search), replace: true })}
    />
  );
}
