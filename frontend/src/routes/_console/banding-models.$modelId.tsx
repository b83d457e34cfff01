import { createFileRoute } from "@tanstack/react-router";

import { RecordSkeleton } from "../../components/feedback/Skeletons";
import { BandsPage } from "../../features/rules/bands/BandsPage";
import { oneBanding } from "../../features/rules/queries";

export const Route = createFileRoute("/_console/banding-models/$modelId")({
  staticData: { needs: "rules:read" },
  loader: ({ context, params }) => context.queries.ensureQueryData(oneBanding(params.modelId)),
  pendingComponent: RecordSkeleton,
  component: ModelRoute,
});

function ModelRoute() {
  const { modelId } = Route.useParams();
  return <BandsPage key={modelId} modelId={modelId} />;
}
