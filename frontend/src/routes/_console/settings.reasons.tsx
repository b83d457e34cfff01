import { createFileRoute } from "@tanstack/react-router";

import { reasonUses } from "../../api/types";
import { compact, someOf } from "../../components/search";
import { ReasonsPage, type ReasonsSearch } from "../../features/organization/ReasonsPage";

export const Route = createFileRoute("/_console/settings/reasons")({
  // As the settings that lead here.
  staticData: { needs: "rules:read" },
  validateSearch: (search: Record<string, unknown>): ReasonsSearch => ({
    use: someOf(search.use, reasonUses),
    show: someOf(search.show, ["retired"] as const),
  }),
  component: ReasonsRoute,
});

function ReasonsRoute() {
  const navigate = Route.useNavigate();
  const search = Route.useSearch();
  return <ReasonsPage search={search} onSearch={(next) => void navigate({ search: compact(next), replace: true })} />;
}
