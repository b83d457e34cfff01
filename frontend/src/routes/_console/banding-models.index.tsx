import { createFileRoute } from "@tanstack/react-router";

import { BandingModelsPage } from "../../features/rules/bands/BandingModelsPage";
import { allBandings } from "../../features/rules/queries";

export const Route = createFileRoute("/_console/banding-models/")({
  staticData: { needs: "rules:read" },
  loader: ({ context }) => context.queries.ensureQueryData(allBandings),
  component: BandingModelsPage,
});
