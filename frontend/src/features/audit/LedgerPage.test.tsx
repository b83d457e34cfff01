import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";

import { session } from "../../test/fixtures/accounts";
import { page } from "../../test/fixtures/answers";
import { happening } from "../../test/fixtures/audit";
import { open } from "../../test/render";
import { server } from "../../test/server";

const asAuditor = () => {
  const permissions = [...session.permissions, "ledger:read"];
  server.use(http.get("*/api/v1/session", () => HttpResponse.json({ ...session, permissions })));
};

test("the ledger is asked for as the address narrows it, and each filter can be taken off", async () => {
  asAuditor();
  const asked: URLSearchParams[] = [];
  server.use(
    http.get("*/api/v1/ledger/entries", ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json(page([happening]));
    }),
  );
  const { user, router } = open("/ledger?kind=referral&from=2026-11-01");
  const table = await screen.findByRole("table", { name: "Events of the ledger, the latest first" });
  expect(asked[0]?.get("kind")).toBe("referral");
  expect(asked[0]?.get("from_on")).toBe("2026-11-01");
  expect(within(table).getByRole("link", { name: "R-2026-014" })).toHaveAttribute("href", "/referrals/r1");
  await user.click(within(table).getByRole("button", { name: "Ada Analyst" }));
  expect(router.state.location.search).toEqual({ kind: "referral", from: "2026-11-01", actor: "user:u1" });
  await user.click(screen.getByRole("button", { name: "Remove filter About: Referral" }));
  expect(router.state.location.search).toEqual({ from: "2026-11-01", actor: "user:u1" });
});

test("the ledger can be narrowed to the kinds of subject that the server writes", async () => {
  asAuditor();
  const asked: (string | null)[] = [];
  server.use(
    http.get("*/api/v1/ledger/entries", ({ request }) => {
      asked.push(new URL(request.url).searchParams.get("kind"));
      return HttpResponse.json(page([happening]));
    }),
  );
  open("/ledger?kind=api_key");
  expect(await screen.findByRole("button", { name: "Remove filter About: API key" })).toBeInTheDocument();
  expect(asked).toEqual(["api_key"]);
});

test("one event opens with its hashes, and the chain is verified when asked", async () => {
  asAuditor();
  const { user, router } = open("/ledger");
  await user.click(await screen.findByRole("button", { name: "Verify the chain" }));
  expect(await screen.findByText(/1,204 events verified/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Open event 41" }));
  const drawer = await screen.findByRole("dialog", { name: "Event 41" });
  expect(await within(drawer).findByText("1e".repeat(32))).toBeInTheDocument();
  expect(router.state.location.search).toEqual({ open: 41 });
});

test("who may not read the ledger is not led there", async () => {
  open("/");
  const menu = await screen.findByRole("navigation", { name: "Main menu" });
  expect(within(menu).queryByRole("link", { name: "Ledger" })).not.toBeInTheDocument();
});
