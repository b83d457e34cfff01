import { createFileRoute } from "@tanstack/react-router";

import { JoinPage } from "../features/accounts/JoinPage";

export const Route = createFileRoute("/join/$token")({ component: JoinRoute });

function JoinRoute() {
  const { token } = Route.useParams();
  return <JoinPage token={token} />;
}
