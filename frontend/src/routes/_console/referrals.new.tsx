import { createFileRoute } from "@tanstack/react-router";

import { textOf } from "../../components/search";
import { CreateReferralPage } from "../../features/referrals/CreateReferralPage";

export const Route = createFileRoute("/_console/referrals/new")({
  validateSearch: (search: Record<string, unknown>): { list?: string | undefined } => ({
    list: textOf(search, "list"),
  }),
  component: NewReferralRoute,
});

function NewReferralRoute() {
  const { list } = Route.useSearch();
  return <CreateReferralPage listId={list} />;
}
