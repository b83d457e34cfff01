import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";

import type { Agency } from "../../api/types";
import { session } from "../../test/fixtures/accounts";
import { page, problem } from "../../test/fixtures/answers";
import { agency, position } from "../../test/fixtures/organization";
import { open } from "../../test/render";
import { server } from "../../test/server";

const asKeeper = () => {
  const permissions = [...session.permissions, "organization:read", "organization:manage", "agency:manage"];
  server.use(http.get("*/api/v1/session", () => HttpResponse.json({ ...session, permissions })));
};

/** What the server says to a version that is not the newest. */
const tooLate = (version: number) =>
  HttpResponse.json(
    { ...problem(412, "stale_version", "Somebody changed this since you read it"), version },
    {
      status: 412,
      headers: { "Content-Type": "application/problem+json" },
    },
  );

test("who saves after another one keeps what was typed, sees theirs, and may put it in its place", async () => {
  asKeeper();
  const theirs = { ...position, version: 2, title: "Analyst of Theirs" };
  const sent: [string | null, unknown][] = [];
  let stands = position;
  server.use(
    http.get("*/api/v1/positions", () => HttpResponse.json(page([stands]))),
    http.patch("*/api/v1/positions/p1", async ({ request }) => {
      const body = (await request.json()) as { title: string };
      sent.push([request.headers.get("If-Match"), body.title]);
      if (sent.length > 1) return HttpResponse.json({ ...theirs, version: 3, title: body.title });
      stands = theirs;
      return tooLate(2);
    }),
  );
  const { user } = open("/positions");
  await user.click(await screen.findByRole("button", { name: /^Change/ }));
  const panel = await screen.findByRole("dialog");
  const title = within(panel).getByRole("textbox", { name: "Title" });
  await user.clear(title);
  await user.type(title, "Ours");
  await user.click(within(panel).getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("alert")).toHaveTextContent(/what you entered is kept/);
  expect(title).toHaveValue("Ours");
  expect(await screen.findByText("Analyst of Theirs")).toBeInTheDocument();

  await user.click(within(panel).getByRole("button", { name: "Save" }));
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });
  expect(sent).toEqual([
    ['"1"', "Ours"],
    ['"2"', "Ours"],
  ]);
});

test("settings that are read anew while somebody types leave what is typed", async () => {
  asKeeper();
  let stands: Agency = agency;
  server.use(http.get("*/api/v1/agency", () => HttpResponse.json(stands)));
  const { user, queries } = open("/settings/agency");
  const name = await screen.findByRole("textbox", { name: "Name" });
  stands = { ...agency, version: 2, name: "City of Theirs" };
  await queries.invalidateQueries();
  expect(await screen.findByDisplayValue("City of Theirs")).toBeInTheDocument();

  const again = screen.getByRole("textbox", { name: "Name" });
  expect(again).not.toBe(name);
  await user.type(again, " and Ours");
  stands = { ...agency, version: 3, name: "City of Others" };
  await queries.invalidateQueries();
  expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("City of Theirs and Ours");
});

test("what narrows the positions down to nothing can be taken away, in the field too", async () => {
  asKeeper();
  server.use(
    http.get("*/api/v1/positions", ({ request }) =>
      HttpResponse.json(page(new URL(request.url).searchParams.has("q") ? [] : [position])),
    ),
  );
  const { user, router } = open("/positions?q=9&sort=title");
  expect(await screen.findByText("No position matches these filters.")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Clear filters" }));
  expect(await screen.findByRole("rowheader", { name: "01234567" })).toBeInTheDocument();
  expect(screen.getByRole("searchbox", { name: "Search by number" })).toHaveValue("");
  expect(router.state.location.search).toEqual({ sort: "title" });
});

test("the settings stand on paper as words, since fields print as empty boxes", async () => {
  asKeeper();
  const period = { code: "report_back", business_days: 20, default: 30, citation: "CSC 113.7", least: 1, most: 90 };
  const settings = { ...agency, deadline_closes_at: "17:00:00", periods: [{ ...period, is_own: true }] };
  server.use(http.get("*/api/v1/agency", () => HttpResponse.json(settings)));
  open("/settings/agency");
  const valueOf = (term: string) => screen.getByText(term, { selector: "dt" }).nextSibling;
  expect(await screen.findByText("City of Demo", { selector: "dd" })).toBeInTheDocument();
  expect(valueOf("Hour at which a deadline closes")).toHaveTextContent("17:00");
  expect(valueOf("Record no response by the clock")).toHaveTextContent("No");
  expect(valueOf("A department reports its selection within")).toHaveTextContent(
    "20 business days, usually 30 · CSC 113.7",
  );
  expect(screen.getByRole("textbox", { name: "Name" }).closest("form")).toHaveClass("no-print");
});
