import { createFileRoute } from "@tanstack/react-router";

import { compact, textOf } from "../../components/search";
import { ListsPage, type ListsSearch } from "../../features/eligible_lists/ListsPage";

export const Route = createFileRoute("/_console/lists/")({
  validateSearch: (search: Record<string, unknown>): ListsSearch => ({
    status: textOf(search, "status"),
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
