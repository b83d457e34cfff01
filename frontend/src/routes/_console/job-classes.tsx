import { createFileRoute } from "@tanstack/react-router";

import { JobClassesPage } from "../../features/organization/JobClassesPage";
import { allJobClasses } from "../../features/organization/queries";

export const Route = createFileRoute("/_console/job-classes")({
  staticData: { needs: "organization:read" },
  loader: ({ context }) => context.queries.ensureQueryData(allJobClasses),
  component: JobClassesPage,
});
