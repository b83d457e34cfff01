import { createFileRoute, redirect } from "@tanstack/react-router";

import { rememberCsrfToken } from "../api/client";
import { asProblem } from "../api/problem";
import { AppFrame } from "../components/frame/AppFrame";
import { FrameSkeleton } from "../components/frame/FrameSkeleton";
import { demoClock } from "../components/time/now";
import { sessionQuery } from "../features/accounts/session";

export const Route = createFileRoute("/_console")({
  beforeLoad: async ({ context, location }) => {
    try {
      const session = await context.queries.ensureQueryData(sessionQuery);
      rememberCsrfToken(session.csrf_token);
      // Else every page would begin on the real day and jump to the demo's; a clock that does not answer holds nothing up.
      if (session.agency.is_demo) await context.queries.ensureQueryData(demoClock).catch(() => undefined);
    } catch (error) {
      if (asProblem(error).status === 401) throw redirect({ to: "/sign-in", search: { next: location.href } });
      throw error;
    }
  },
  pendingComponent: FrameSkeleton,
  component: AppFrame,
});
