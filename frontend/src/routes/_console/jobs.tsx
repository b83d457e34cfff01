import { createFileRoute } from "@tanstack/react-router";

import { compact, textOf } from "../../components/search";
import { JobsPage } from "../../features/jobs/JobsPage";

export const Route = createFileRoute("/_console/jobs")({
  validateSearch: (search: Record<string, unknown>): { status?: string | undefined } => ({
    status: textOf(search, "status"),
  }),
  component: JobsRoute,
});

function JobsRoute() {
  const navigate = Route.useNavigate();
  const { status } = Route.useSearch();
  return (
    <JobsPage
      status={status}
      onStatus={(next) => void navigate({ search: compact({ status: next }), replace: true })}
    />
  );
}
