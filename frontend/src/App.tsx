import { MantineProvider } from "@mantine/core";
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { RouterProvider, type AnyRouter } from "@tanstack/react-router";

import { cssVariablesResolver, theme } from "./theme";
import { cspNonce } from "./trust";

/** Everything the console stands in: theme, server state, routes. */
interface AppProps {
  queries: QueryClient;
  router: AnyRouter;
  /** In tests panels open without a transition. */
  env?: "default" | "test";
}

export function App({ queries, router, env = "default" }: AppProps) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={cspNonce}
      env={env}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
