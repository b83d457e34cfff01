import { createFileRoute } from "@tanstack/react-router";

import { DepartmentsPage } from "../../features/organization/DepartmentsPage";
import { allDepartments } from "../../features/organization/queries";

export const Route = createFileRoute("/_console/departments")({
  staticData: { needs: "organization:read" },
  loader: ({ context }) => context.queries.ensureQueryData(allDepartments),
  component: DepartmentsPage,
});
