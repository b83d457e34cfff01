import { createFileRoute } from "@tanstack/react-router";

import { userRoles } from "../../api/types";
import { compact, someOf, textOf } from "../../components/search";
import { UsersPage, works, type UsersSearch } from "../../features/accounts/UsersPage";

const sorts = ["name", "-name", "email", "-email"] as const;

export const Route = createFileRoute("/_console/settings/users")({
  staticData: { needs: "accounts:read" },
  validateSearch: (search: Record<string, unknown>): UsersSearch => ({
    q: textOf(search, "q"),
    role: someOf(search.role, userRoles),
    works: someOf(search.works, works),
    sort: someOf(search.sort, sorts),
  }),
  component: UsersRoute,
});

function UsersRoute() {
  const navigate = Route.useNavigate();
  const search = Route.useSearch();
  return <UsersPage search={search} onSearch={(next) => void navigate({ search: compact(next), replace: true })} />;
}
