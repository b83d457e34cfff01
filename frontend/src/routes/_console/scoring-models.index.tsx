import { createFileRoute } from "@tanstack/react-router";

import { ModelsPage } from "../../features/rules/models/ModelsPage";
import { allModels } from "../../features/rules/queries";

export const Route = createFileRoute("/_console/scoring-models/")({
  staticData: { needs: "rules:read" },
  loader: ({ context }) => context.queries.ensureQueryData(allModels),
  component: ModelsPage,
});
