import createFetchClient, { type Middleware } from "openapi-fetch";
import createClient from "openapi-react-query";

import { actionAnswered, actionKey, newKey } from "./keys";
import { asProblem } from "./problem";
import type { paths } from "./schema";

let csrfToken = "";

/** The token of this sign-in, from `GET` or `POST /session`; every unsafe call carries it. */
export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

const fingerprints = new WeakMap<Request, string>();

const isJson = (headers: Headers) => headers.get("Content-Type")?.includes("json") ?? false;

/** What a proxy or a server on its way up or down says, in the shape of our own refusals. */
function asRefusal(response: Response): Response {
  const { status } = response;
  const problem = { status, code: "unreadable_answer", title: "", request_id: response.headers.get("X-Request-ID") };
  return new Response(JSON.stringify(problem), { status, headers: { "Content-Type": "application/problem+json" } });
}

const guards: Middleware = {
  async onRequest({ request }) {
    if (request.method === "GET") return undefined;
    if (csrfToken) request.headers.set("X-CSRF-Token", csrfToken);
    if (request.method === "POST") {
      const fingerprint = isJson(request.headers) ? `${request.url} ${await request.clone().text()}` : newKey();
      fingerprints.set(request, fingerprint);
      request.headers.set("Idempotency-Key", actionKey(fingerprint));
    }
    return request;
  },
  onResponse({ request, response }) {
    actionAnswered(fingerprints.get(request) ?? "");
    return response.ok || isJson(response.headers) ? undefined : asRefusal(response);
  },
};

export const http = createFetchClient<paths>({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  // Looked up at each call, so that a test may stand in for the network.
  fetch: (request) => globalThis.fetch(request),
});
http.use(guards);

/** Typed hooks and query options of every endpoint. */
export const api = createClient(http);

/**
 * `If-Match` of a resource as it was last seen: as it was read, or as a refusal has told since.
 *
 * Who was told that somebody else was quicker, and does it again all the same, has seen the newer version.
 */
export const ifMatch = (resource: { version: number }, refusal?: unknown) => {
  const told = refusal == null ? null : asProblem(refusal).version;
  return { "If-Match": `"${Math.max(resource.version, told ?? 0)}"` };
};
