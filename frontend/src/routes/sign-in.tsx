import { createFileRoute } from "@tanstack/react-router";

import { SignInPage } from "../features/accounts/SignInPage";

export const Route = createFileRoute("/sign-in")({
  // What is left out here would come through unread, so an address that leaves this site is named and emptied.
  validateSearch: (search: Record<string, unknown>): { next?: string | undefined } => ({
    next: typeof search.next === "string" && /^\/(?![/\\])/.test(search.next) ? search.next : undefined,
  }),
  component: SignInRoute,
});

function SignInRoute() {
  const { next } = Route.useSearch();
  return <SignInPage next={next ?? "/"} />;
}
