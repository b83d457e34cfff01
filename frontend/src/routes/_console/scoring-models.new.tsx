import { createFileRoute } from "@tanstack/react-router";

import { CreateModelPage, NewModelVersion } from "../../features/rules/models/CreateModelPage";
import { oneModel } from "../../features/rules/queries";

export const Route = createFileRoute("/_console/scoring-models/new")({
  staticData: { needs: "rules:manage" },
  validateSearch: (search: Record<string, unknown>): { from?: string } =>
    typeof search.from === "string" ? { from: search.from } : {},
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => (deps.from ? context.queries.ensureQueryData(oneModel(deps.from)) : undefined),
  component: NewRoute,
});

function NewRoute() {
  const { from } = Route.useSearch();
  return from ? <NewModelVersion from={from} /> : <CreateModelPage />;
}
