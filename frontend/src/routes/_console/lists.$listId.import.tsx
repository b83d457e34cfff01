import { createFileRoute } from "@tanstack/react-router";

import { ImportWizard } from "../../features/eligible_lists/imports/ImportWizard";
import { listQuery } from "../../features/eligible_lists/queries";

export const Route = createFileRoute("/_console/lists/$listId/import")({
  loader: ({ context, params }) => context.queries.ensureQueryData(listQuery(params.listId)),
  component: ImportRoute,
});

function ImportRoute() {
  const { listId } = Route.useParams();
  return <ImportWizard listId={listId} />;
}
