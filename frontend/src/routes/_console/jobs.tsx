import { createFileRoute } from "@tanstack/react-router";

import { jobStatuses, type JobStatus } from "../../api/types";
import { compact, someOf } from "../../components/search";
import { JobsPage } from "../../features/jobs/JobsPage";

export const Route = createFileRoute("/_console/jobs")({
  staticData: { needs: "jobs:read" },
  validateSearch: (search: Record<string, unknown>): { status?: JobStatus | undefined } => ({
    status: someOf(search.status, jobStatuses),
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
