import { createFileRoute } from "@tanstack/react-router";

import { compact, textOf } from "../../components/search";
import { PositionsPage, type PositionsSearch } from "../../features/organization/PositionsPage";

export const Route = createFileRoute("/_console/positions")({
  validateSearch: (search: Record<string, unknown>): PositionsSearch => {
    const status = search.status === "vacant" || search.status === "filled" ? search.status : undefined;
    return { q: textOf(search, "q"), status };
  },
  component: PositionsRoute,
});

function PositionsRoute() {
  const navigate = Route.useNavigate();
  const search = Route.useSearch();
  return <PositionsPage search={search} onSearch={(next) => void navigate({ search: compact(next), replace: true })} />;
}
