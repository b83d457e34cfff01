import { createFileRoute } from "@tanstack/react-router";

import { RecordSkeleton } from "../../components/feedback/Skeletons";
import { attendances, eligibleStatuses, outcomes } from "../../api/types";
import { compact, oneOf, someOf, textOf } from "../../components/search";
import { ListPage, listTabs, type ListSearch } from "../../features/eligible_lists/ListPage";
import { listQuery } from "../../features/eligible_lists/queries";

export const Route = createFileRoute("/_console/lists/$listId/")({
  staticData: { needs: "lists:read" },
  validateSearch: (search: Record<string, unknown>): ListSearch => ({
    tab: search.tab === undefined ? undefined : oneOf(search.tab, listTabs),
    q: textOf(search, "q"),
    status: someOf(search.status, eligibleStatuses),
    from: textOf(search, "from"),
    to: textOf(search, "to"),
    outcome: someOf(search.outcome, outcomes),
    attendance: someOf(search.attendance, attendances),
    low: textOf(search, "low"),
    high: textOf(search, "high"),
    credit: textOf(search, "credit"),
    sort: textOf(search, "sort"),
    hide: textOf(search, "hide"),
    rows: someOf(search.rows, ["dense"] as const),
    until: textOf(search, "until"),
  }),
  loader: ({ context, params }) => context.queries.ensureQueryData(listQuery(params.listId)),
  pendingComponent: RecordSkeleton,
  component: ListRoute,
});

function ListRoute() {
  const navigate = Route.useNavigate();
  return (
    <ListPage
      listId={Route.useParams().listId}
      search={Route.useSearch()}
      onSearch={(search) => void navigate({ search: compact(search), replace: true, resetScroll: false })}
    />
  );
}
