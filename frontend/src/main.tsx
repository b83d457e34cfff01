import "@mantine/core/styles.layer.css";
import "@mantine/spotlight/styles.layer.css";
import "./global.css";
import "./print.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./App";
import { asProblem } from "./api/problem";
import { createQueryClient } from "./api/queries";
import "./i18n";
import { createAppRouter } from "./router";
import { establishTrust } from "./trust";

establishTrust();

const queries = createQueryClient(() => {
  queries.clear();
  void router.navigate({ to: "/sign-in", search: { next: window.location.pathname + window.location.search } });
});
const router = createAppRouter(queries);

const root = document.getElementById("root");
if (root)
  createRoot(root, {
    // A refusal that a page shows is no fault of the program; anything else is.
    onCaughtError: (error) => {
      if (asProblem(error).code === "unexpected") window.reportError(error);
    },
  }).render(
    <StrictMode>
      <App queries={queries} router={router} />
    </StrictMode>,
  );
