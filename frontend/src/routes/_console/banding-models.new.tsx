import { createFileRoute } from "@tanstack/react-router";

import { CreateBandsPage, NewBandsVersion } from "../../features/rules/bands/CreateBandsPage";
import { oneBanding } from "../../features/rules/queries";

export const Route = createFileRoute("/_console/banding-models/new")({
  staticData: { needs: "rules:manage" },
  validateSearch: (search: Record<string, unknown>): { from?: string } =>
    typeof search.from === "string" ? { from: search.from } : {},
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => (deps.from ? context.queries.ensureQueryData(oneBanding(deps.from)) : undefined),
  component: NewRoute,
});

function NewRoute() {
  const { from } = Route.useSearch();
  return from ? <NewBandsVersion from={from} /> : <CreateBandsPage />;
}
