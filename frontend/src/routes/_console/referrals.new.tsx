import { createFileRoute } from "@tanstack/react-router";

import { textOf } from "../../components/search";
import { CreateReferralPage } from "../../features/referrals/CreateReferralPage";

export const Route = createFileRoute("/_console/referrals/new")({
  staticData: { needs: "referrals:certify" },
  validateSearch: (search: Record<string, unknown>): { list?: string | undefined } => ({
    list: textOf(search, "list"),
  }),
  component: NewReferralRoute,
});

function NewReferralRoute() {
  const { list } = Route.useSearch();
  return <CreateReferralPage listId={list} />;
}
