import { createFileRoute } from "@tanstack/react-router";

import { RulesPage } from "../../features/rules/RulesPage";
import { allRules } from "../../features/rules/queries";

export const Route = createFileRoute("/_console/rules/")({
  staticData: { needs: "rules:read" },
  loader: ({ context }) => context.queries.ensureQueryData(allRules),
  component: RulesPage,
});
