import { createFileRoute } from "@tanstack/react-router";

import { RecordSkeleton } from "../../components/feedback/Skeletons";
import { ModelPage } from "../../features/rules/models/ModelPage";
import { oneModel } from "../../features/rules/queries";

export const Route = createFileRoute("/_console/scoring-models/$modelId")({
  staticData: { needs: "rules:read" },
  loader: ({ context, params }) => context.queries.ensureQueryData(oneModel(params.modelId)),
  pendingComponent: RecordSkeleton,
  component: ModelRoute,
});

function ModelRoute() {
  const { modelId } = Route.useParams();
  return <ModelPage key={modelId} modelId={modelId} />;
}
