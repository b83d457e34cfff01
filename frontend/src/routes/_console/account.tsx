import { createFileRoute } from "@tanstack/react-router";

import { AccountPage } from "../../features/accounts/AccountPage";
import { ownAccount, ownSessions } from "../../features/accounts/queries";

export const Route = createFileRoute("/_console/account")({
  loader: ({ context }) =>
    Promise.all([context.queries.ensureQueryData(ownAccount), context.queries.ensureQueryData(ownSessions)]),
  component: AccountPage,
});
