import "@mantine/core/styles.css";
import "@mantine/spotlight/styles.css";
import "./global.css";

import { createRouter } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./App";
import { createQueryClient } from "./api/queries";
import "./i18n";
import { routeTree } from "./routeTree.gen";
import { establishTrust } from "./trust";
import { PageSkeleton } from "./components/feedback/Skeletons";
import { RouteProblem } from "./components/feedback/RouteProblem";
import { NotFound } from "./components/feedback/NotFound";

establishTrust();

const queries = createQueryClient(() => {
  queries.removeQueries();
  void router.navigate({ to: "/sign-in", search: { next: window.location.pathname + window.location.search } });
});

const router = createRouter({
  routeTree,
  context: { queries },
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 150,
  defaultPendingMinMs: 200,
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: RouteProblem,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <App queries={queries} router={router} />
    </StrictMode>,
  );
