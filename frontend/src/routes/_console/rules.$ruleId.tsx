import { createFileRoute } from "@tanstack/react-router";

import { RecordSkeleton } from "../../components/feedback/Skeletons";
import { RulePage } from "../../features/rules/RulePage";
import { oneRule } from "../../features/rules/queries";

export const Route = createFileRoute("/_console/rules/$ruleId")({
  staticData: { needs: "rules:read" },
  loader: ({ context, params }) => context.queries.ensureQueryData(oneRule(params.ruleId)),
  pendingComponent: RecordSkeleton,
  component: RuleRoute,
});

function RuleRoute() {
  const { ruleId } = Route.useParams();
  return <RulePage ruleId={ruleId} />;
}
