import { createFileRoute } from "@tanstack/react-router";

import { RecordSkeleton } from "../../components/feedback/Skeletons";
import { compact, someOf } from "../../components/search";
import { listQuery } from "../../features/eligible_lists/queries";
import { ScoringPage, scoringFilters, scoringQuery, type ScoringSearch } from "../../features/scorings/ScoringPage";

export const Route = createFileRoute("/_console/lists/$listId/scorings/$scoringId")({
  staticData: { needs: "lists:read" },
  validateSearch: (search: Record<string, unknown>): ScoringSearch => ({
    only: someOf(search.only, scoringFilters),
    sort: someOf(search.sort, ["-score", "-move"] as const),
  }),
  loader: ({ context, params }) =>
    Promise.all([
      context.queries.ensureQueryData(listQuery(params.listId)),
      context.queries.ensureQueryData(scoringQuery(params.scoringId)),
    ]),
  pendingComponent: RecordSkeleton,
  component: ScoringRoute,
});

function ScoringRoute() {
  const { listId, scoringId } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <ScoringPage
      listId={listId}
      scoringId={scoringId}
      search={Route.useSearch()}
      onSearch={(search) => void navigate({ search: compact(search), replace: true })}
    />
  );
}
