import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { asProblem } from "./problem";

declare module "@tanstack/react-query" {
  interface Register {
    mutationMeta: { invalidates?: string[] };
  }
}

/** Marks as stale whatever was read under one of these paths. */
export function invalidate(queries: QueryClient, prefixes: string[]): void {
  void queries.invalidateQueries({
    predicate: ({ queryKey }) => {
      const path = queryKey[1];
      return typeof path === "string" && prefixes.some((prefix) => path.startsWith(prefix));
    },
  });
}

const isBrokenConnection = (error: unknown) => asProblem(error).code === "unreachable";

export function createQueryClient(onSignedOut: () => void): QueryClient {
  const noteSignOut = (error: unknown) => {
    if (asProblem(error).status === 401) onSignedOut();
  };
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.queryKey[1] !== "/api/v1/session") noteSignOut(error);
      },
    }),
    mutationCache: new MutationCache({
      onSuccess: (_answer, _sent, _context, mutation) => {
        invalidate(queries, mutation.meta?.invalidates ?? []);
      },
      onError: (error, _sent, _context, mutation) => {
        if (mutation.options.mutationKey?.[1] !== "/api/v1/session") noteSignOut(error);
        // Somebody else was quicker: the page behind shows what they did.
        if (asProblem(error).version !== null) invalidate(queries, mutation.meta?.invalidates ?? []);
      },
    }),
    defaultOptions: {
      queries: { staleTime: 15_000, retry: (count, error) => count < 2 && isBrokenConnection(error) },
      mutations: { retry: (count, error) => count < 2 && isBrokenConnection(error), retryDelay: 600 },
    },
  });
  return queries;
}
