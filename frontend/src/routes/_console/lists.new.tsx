import { createFileRoute } from "@tanstack/react-router";

import { CreateListPage } from "../../features/eligible_lists/CreateListPage";

export const Route = createFileRoute("/_console/lists/new")({
  staticData: { needs: "lists:manage" },
  component: CreateListPage,
});
