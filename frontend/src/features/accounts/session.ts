import { useSuspenseQuery } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { Session } from "../../api/types";

export const SESSION = "/api/v1/session";

/** Who is signed in; 401 when nobody is. */
export const sessionQuery = api.queryOptions("get", SESSION, {}, { staleTime: Infinity, retry: false });

export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

/** What the signed-in person may do; what a role cannot do is not shown. The server decides all the same. */
export function useCan(permission: string): boolean {
  return useSession().permissions.includes(permission);
}
