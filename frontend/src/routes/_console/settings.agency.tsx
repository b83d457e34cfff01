import { createFileRoute } from "@tanstack/react-router";

import { AgencyPage } from "../../features/organization/AgencyPage";
import { agencySettings } from "../../features/organization/queries";

export const Route = createFileRoute("/_console/settings/agency")({
  // As the settings that lead here.
  staticData: { needs: "rules:read" },
  loader: ({ context }) => context.queries.ensureQueryData(agencySettings),
  component: AgencyPage,
});
