import type { QueryClient } from "@tanstack/react-query";
import { createRouter, parseSearchWith, stringifySearchWith, type RouterHistory } from "@tanstack/react-router";

import { NotFound } from "./components/feedback/NotFound";
import { RouteProblem } from "./components/feedback/RouteProblem";
import { PageSkeleton } from "./components/feedback/Skeletons";
import { routeTree } from "./routeTree.gen";

/** The router of the console. Search parameters are plain text, so that addresses read as they were typed. */
export function createAppRouter(queries: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree,
    context: { queries },
    ...(history && { history }),
    parseSearch: parseSearchWith((value) => value),
    stringifySearch: stringifySearchWith(String),
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 150,
    defaultPendingMinMs: 200,
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: RouteProblem,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /** What a role must be allowed for the page to be shown; without it whoever is signed in sees it. */
    needs?: string;
  }
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
