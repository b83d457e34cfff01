import { createMemoryHistory } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";

import { App } from "../App";
import { createQueryClient } from "../api/queries";
import { createAppRouter } from "../router";

/** Opens an address as a browser would: routes, guards, loaders and all. */
export function open(address: string) {
  const queries = createQueryClient(() => undefined);
  queries.setDefaultOptions({ queries: { retry: false, staleTime: 0 }, mutations: { retry: false } });
  const router = createAppRouter(queries, createMemoryHistory({ initialEntries: [address] }));
  render(<App queries={queries} router={router} env="test" />);
  return { user: userEvent.setup(), router, queries };
}
