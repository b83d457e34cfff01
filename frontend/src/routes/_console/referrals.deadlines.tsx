import { createFileRoute } from "@tanstack/react-router";

import { compact, someOf } from "../../components/search";
import { DeadlinesPage, deadlineParts, type DeadlinePart } from "../../features/referrals/DeadlinesPage";

export const Route = createFileRoute("/_console/referrals/deadlines")({
  staticData: { needs: "referrals:read" },
  validateSearch: (search: Record<string, unknown>): { part?: DeadlinePart | undefined } => ({
    part: someOf(search.part, deadlineParts),
  }),
  component: DeadlinesRoute,
});

function DeadlinesRoute() {
  const navigate = Route.useNavigate();
  return (
    <DeadlinesPage
      part={Route.useSearch().part}
      onPart={(part) => void navigate({ search: compact({ part }), replace: true })}
    />
  );
}
