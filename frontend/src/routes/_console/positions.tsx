import { createFileRoute } from "@tanstack/react-router";

import { compact, someOf, textOf } from "../../components/search";
import { PositionsPage, positionStatuses, type PositionsSearch } from "../../features/organization/PositionsPage";

export const Route = createFileRoute("/_console/positions")({
  staticData: { needs: "organization:read" },
  validateSearch: (search: Record<string, unknown>): PositionsSearch => ({
    q: textOf(search, "q"),
    status: someOf(search.status, positionStatuses),
    department: textOf(search, "department"),
    sort: someOf(search.sort, ["number", "-number", "title", "-title"] as const),
  }),
  component: PositionsRoute,
});

function PositionsRoute() {
  const navigate = Route.useNavigate();
  const search = Route.useSearch();
  return <PositionsPage search={search} onSearch={(next) => void navigate({ search: compact(next), replace: true })} />;
}
