import { HttpResponse, http as network } from "msw";
import { expect, test } from "vitest";

import { server } from "../test/server";
import { http, rememberCsrfToken } from "./client";

const send = (code: string) => http.POST("/api/v1/departments", { body: { code, title: "Public Works" } });

test("a POST sent again after a broken connection keeps its key; after an answer the next has another", async () => {
  const keys: (string | null)[] = [];
  server.use(
    network.post("*/api/v1/departments", ({ request }) => {
      keys.push(request.headers.get("Idempotency-Key"));
      return keys.length < 3 ? HttpResponse.error() : HttpResponse.json({}, { status: 201 });
    }),
  );
  await expect(send("DPW")).rejects.toBeInstanceOf(TypeError);
  await expect(send("DPW")).rejects.toBeInstanceOf(TypeError);
  await send("DPW");
  await send("DPW");
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).toBe(keys[0]);
  expect(keys[3]).not.toBe(keys[0]);
});

test("unsafe calls carry the sign-in's token, safe ones do not", async () => {
  const tokens: (string | null)[] = [];
  const note = ({ request }: { request: Request }) => {
    tokens.push(request.headers.get("X-CSRF-Token"));
    return HttpResponse.json({ items: [], next_cursor: null });
  };
  server.use(network.post("*/api/v1/departments", note), network.get("*/api/v1/departments", note));
  rememberCsrfToken("token-1");
  await send("LIB");
  await http.GET("/api/v1/departments");
  expect(tokens).toEqual(["token-1", null]);
});
