import { createFileRoute } from "@tanstack/react-router";

import { compact, someOf } from "../../components/search";
import { DuplicatesPage, duplicateStatuses, type DuplicateStatus } from "../../features/people/DuplicatesPage";

export const Route = createFileRoute("/_console/people/duplicates")({
  staticData: { needs: "people:file" },
  validateSearch: (search: Record<string, unknown>): { status?: DuplicateStatus | undefined } => ({
    status: someOf(search.status, duplicateStatuses),
  }),
  component: DuplicatesRoute,
});

function DuplicatesRoute() {
  const navigate = Route.useNavigate();
  const { status } = Route.useSearch();
  return (
    <DuplicatesPage
      status={status ?? "open"}
      onStatus={(next) =>
        void navigate({ search: compact({ status: next === "open" ? undefined : next }), replace: true })
      }
    />
  );
}
