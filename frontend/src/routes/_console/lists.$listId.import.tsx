import { createFileRoute } from "@tanstack/react-router";

import { FormSkeleton } from "../../components/feedback/Skeletons";
import { compact, someOf, textOf } from "../../components/search";
import { ImportWizard } from "../../features/eligible_lists/imports/ImportWizard";
import { importQuery } from "../../features/eligible_lists/imports/queries";
import { rowKinds, steps, type ImportSearch } from "../../features/eligible_lists/imports/steps";
import { listQuery } from "../../features/eligible_lists/queries";

export const Route = createFileRoute("/_console/lists/$listId/import")({
  staticData: { needs: "lists:manage" },
  validateSearch: (search: Record<string, unknown>): ImportSearch => ({
    import: textOf(search, "import"),
    step: someOf(search.step, steps),
    rows: someOf(search.rows, rowKinds),
    q: textOf(search, "q"),
  }),
  loaderDeps: ({ search }) => ({ importId: search.import }),
  loader: async ({ context, params, deps }) => {
    await Promise.all([
      context.queries.ensureQueryData(listQuery(params.listId)),
      deps.importId ? context.queries.ensureQueryData(importQuery(deps.importId)) : undefined,
    ]);
  },
  pendingComponent: FormSkeleton,
  component: ImportRoute,
});

function ImportRoute() {
  const { listId } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <ImportWizard
      listId={listId}
      search={Route.useSearch()}
      onSearch={(search, isStep = false) => void navigate({ search: compact(search), replace: !isStep })}
    />
  );
}
