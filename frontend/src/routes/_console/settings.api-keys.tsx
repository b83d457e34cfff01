import { createFileRoute } from "@tanstack/react-router";

import { compact, someOf, textOf } from "../../components/search";
import { ApiKeysPage, type KeysSearch } from "../../features/accounts/ApiKeysPage";

export const Route = createFileRoute("/_console/settings/api-keys")({
  staticData: { needs: "accounts:read" },
  validateSearch: (search: Record<string, unknown>): KeysSearch => ({
    q: textOf(search, "q"),
    show: someOf(search.show, ["revoked"] as const),
  }),
  component: KeysRoute,
});

function KeysRoute() {
  const navigate = Route.useNavigate();
  const search = Route.useSearch();
  return <ApiKeysPage search={search} onSearch={(next) => void navigate({ search: compact(next), replace: true })} />;
}
