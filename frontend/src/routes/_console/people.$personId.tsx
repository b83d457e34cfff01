import { createFileRoute } from "@tanstack/react-router";

import { RecordSkeleton } from "../../components/feedback/Skeletons";
import { compact, someOf } from "../../components/search";
import { PersonPage, personTabs, type PersonTab } from "../../features/people/PersonPage";
import { personQuery } from "../../features/people/queries";

export const Route = createFileRoute("/_console/people/$personId")({
  staticData: { needs: "people:read" },
  validateSearch: (search: Record<string, unknown>): { tab?: PersonTab | undefined } => ({
    tab: someOf(search.tab, personTabs),
  }),
  loader: ({ context, params }) => context.queries.ensureQueryData(personQuery(params.personId)),
  pendingComponent: RecordSkeleton,
  component: PersonRoute,
});

function PersonRoute() {
  const navigate = Route.useNavigate();
  return (
    <PersonPage
      personId={Route.useParams().personId}
      tab={Route.useSearch().tab}
      onTab={(tab) => void navigate({ search: compact({ tab }), replace: true, resetScroll: false })}
    />
  );
}
