import { createFileRoute } from "@tanstack/react-router";

import { compact, textOf } from "../../components/search";
import { PeoplePage, type PeopleSearch } from "../../features/people/PeoplePage";

export const Route = createFileRoute("/_console/people/")({
  staticData: { needs: "people:read" },
  validateSearch: (search: Record<string, unknown>): PeopleSearch => ({
    q: textOf(search, "q"),
    sort: textOf(search, "sort"),
  }),
  component: PeopleRoute,
});

function PeopleRoute() {
  const navigate = Route.useNavigate();
  return (
    <PeoplePage
      search={Route.useSearch()}
      onSearch={(next) => void navigate({ search: compact(next), replace: true })}
    />
  );
}
