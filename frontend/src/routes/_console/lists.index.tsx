import { createFileRoute } from "@tanstack/react-router";

import { listStatuses } from "../../api/types";
import { compact, someOf, textOf } from "../../components/search";
import { ListsPage, type ListsSearch } from "../../features/eligible_lists/ListsPage";

export const Route = createFileRoute("/_console/lists/")({
  staticData: { needs: "lists:read" },
  validateSearch: (search: Record<string, unknown>): ListsSearch => ({
    status: someOf(search.status, listStatuses),
    q: textOf(search, "q"),
  }),
  component: ListsRoute,
});

function ListsRoute() {
  const navigate = Route.useNavigate();
  return (
    <ListsPage
      search={Route.useSearch()}
      onSearch={(search) => void navigate({ search: compact(search), replace: true })}
    />
  );
}
