import { createFileRoute, redirect } from "@tanstack/react-router";

import { rememberCsrfToken } from "../api/client";
import { asProblem } from "../api/problem";
import { AppFrame } from "../components/frame/AppFrame";
import { FrameSkeleton } from "../components/frame/FrameSkeleton";
import { sessionQuery } from "../features/accounts/session";

export const Route = createFileRoute("/_console")({
  beforeLoad: async ({ context, location }) => {
    try {
      const session = await context.queries.ensureQueryData(sessionQuery);
      rememberCsrfToken(session.csrf_token);
    } catch (error) {
      if (asProblem(error).status === 401) throw redirect({ to: "/sign-in", search: { next: location.href } });
      throw error;
    }
  },
  pendingComponent: FrameSkeleton,
  component: AppFrame,
});
