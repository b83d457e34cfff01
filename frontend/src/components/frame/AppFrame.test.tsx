import { onlineManager } from "@tanstack/react-query";
import { act, screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";

import { session } from "../../test/fixtures/accounts";
import { page } from "../../test/fixtures/answers";
import { job } from "../../test/fixtures/jobs";
import { open } from "../../test/render";
import { refuse, server } from "../../test/server";

test("the rail shows where the role may go, and where one is", async () => {
  open("/referrals");
  const menu = await screen.findByRole("navigation", { name: "Main menu" });
  expect(within(menu).getByRole("link", { name: "Referrals" })).toHaveAttribute("aria-current", "page");
  expect(within(menu).getByRole("link", { name: "Lists" })).not.toHaveAttribute("aria-current");
});

test("a hiring manager sees referrals and positions, and nothing of lists, rules, jobs or settings", async () => {
  const permissions = ["session", "referrals:read", "referrals:dispose", "organization:read"];
  server.use(http.get("*/api/v1/session", () => HttpResponse.json({ ...session, permissions })));
  open("/");
  const menu = await screen.findByRole("navigation", { name: "Main menu" });
  const links = within(menu)
    .getAllByRole("link")
    .map((link) => link.textContent);
  expect(links).toEqual(["Eligo", "Home", "Referrals", "Positions"]);
  expect(screen.queryByRole("button", { name: /^Jobs/ })).not.toBeInTheDocument();
});

test.each(["/lists", "/referrals/new", "/ledger"])(
  "an address that a role does not include says so, and offers nothing to press: %s",
  async (address) => {
    const permissions = ["session", "referrals:read", "organization:read"];
    server.use(http.get("*/api/v1/session", () => HttpResponse.json({ ...session, permissions })));
    open(address);
    const closed = await screen.findByRole("alert");
    expect(within(closed).getByRole("heading", { name: "This is not open to you" })).toBeInTheDocument();
    expect(screen.getByRole("main").querySelectorAll("button, input")).toHaveLength(0);
  },
);

test("the menu that covers a phone can be closed, and the focus follows", async () => {
  const { user } = open("/");
  const burger = await screen.findByRole("button", { name: "Menu" });
  await user.click(burger);
  const close = screen.getByRole("button", { name: "Close the menu" });
  expect(close).toHaveFocus();
  await user.click(close);
  expect(burger).toHaveFocus();
});

test("what is open in a menu can be chosen and unchosen there", async () => {
  const { user } = open("/lists/l1");
  await user.click(await screen.findByRole("button", { name: "Columns" }));
  const shown = await screen.findByRole("menuitemcheckbox", { name: "Applicant number" });
  expect(shown).toBeChecked();
  await user.click(shown);
  await waitFor(() => {
    expect(screen.queryByRole("columnheader", { name: "Applicant number" })).not.toBeInTheDocument();
  });
});

test("the clock says the agency's time with its zone", async () => {
  open("/");
  expect(await screen.findByRole("button", { name: /^Demo clock: Nov 22, 10:42 AM PST/ })).toBeInTheDocument();
});

test("the clock waits for the demo's day rather than begin with the real one", async () => {
  let wasAsked = false;
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  server.use(
    http.get("*/api/v1/demo/clock", async () => {
      wasAsked = true;
      await given;
      return HttpResponse.json({ now: "2027-01-07T19:04:00Z", offset_seconds: 0, is_enabled: true });
    }),
  );
  open("/");
  await waitFor(() => {
    expect(wasAsked).toBe(true);
  });
  expect(screen.queryByRole("button", { name: /^Demo clock/ })).not.toBeInTheDocument();
  give();
  expect(await screen.findByRole("button", { name: /^Demo clock: Jan 7, 11:04 AM PST/ })).toBeInTheDocument();
});

test("the jobs tray counts with thousands apart", async () => {
  const progress = { done: 100_000, total: 100_000 };
  server.use(http.get("*/api/v1/jobs", () => HttpResponse.json(page([{ ...job, progress }]))));
  const { user } = open("/");
  await user.click(await screen.findByRole("button", { name: /^Jobs/ }));
  expect(await screen.findByText("100,000 of 100,000")).toBeInTheDocument();
});

test("the palette goes anywhere by name and finds lists", async () => {
  const { user, router } = open("/");
  await user.click(await screen.findByRole("button", { name: "Search or run a command" }));
  await user.type(await screen.findByRole("textbox", { name: /Search lists, people, positions/ }), "1823");
  await user.click(await screen.findByRole("button", { name: /^1823-C00185/ }));
  expect(router.state.location.pathname).toBe("/lists/l1");
});

test("keys are listed on ?, and single letters can be switched off", async () => {
  const { user, router } = open("/");
  await screen.findByRole("heading", { name: "Home" });
  await user.keyboard("?");
  const keys = await screen.findByRole("dialog", { name: "Keys" });
  await user.click(within(keys).getByRole("switch", { name: "Single-letter keys" }));
  await user.keyboard("{Escape}");
  await user.keyboard("l");
  expect(router.state.location.pathname).toBe("/");
  window.localStorage.clear();
});

test("keys of the page are listed beside the general ones, and open its tabs", async () => {
  const { user, router } = open("/lists/l1");
  await screen.findByRole("tab", { name: "Timeline" });
  await user.keyboard("?");
  const keys = await screen.findByRole("dialog", { name: "Keys" });
  expect(within(keys).getByRole("table", { name: "On this page" })).toHaveTextContent(/6\s*Documents/);
  expect(within(keys).getByRole("table", { name: "Everywhere" })).toHaveTextContent(/l\s*Go to Lists/);
  await user.keyboard("{Escape}");
  await user.keyboard("6");
  expect(router.state.location.search).toEqual({ tab: "documents" });
});

test("a lost connection is said with what is safe, and goes away with it", async () => {
  open("/");
  await screen.findByRole("heading", { name: "Home" });
  act(() => {
    onlineManager.setOnline(false);
  });
  expect(await screen.findByText(/What was saved is safe/)).toBeInTheDocument();
  act(() => {
    onlineManager.setOnline(true);
  });
  await waitFor(() => {
    expect(screen.queryByText(/What was saved is safe/)).not.toBeInTheDocument();
  });
});

test.each([
  [403, "forbidden", "This is not open to you"],
  [404, "not_found", "Nothing is here"],
  [500, "internal", "Something failed on the server"],
])("a page that answers %i says what it means, with the request's number", async (status, code, title) => {
  server.use(http.get("*/api/v1/referrals/f9", () => refuse(status, code, "As the server says it.")));
  open("/referrals/f9");
  const fault = await screen.findByRole("alert");
  expect(within(fault).getByRole("heading", { name: title })).toBeInTheDocument();
  expect(fault).toHaveTextContent("As the server says it.");
  expect(fault).toHaveTextContent("req-0001");
  expect(fault).toHaveFocus();
  expect(screen.getByRole("navigation", { name: "Main menu" })).toBeInTheDocument();
});

test("what a proxy says without JSON is an error with its status", async () => {
  server.use(http.get("*/api/v1/referrals/f9", () => new HttpResponse("<h1>Bad Gateway</h1>", { status: 502 })));
  open("/referrals/f9");
  expect(await screen.findByRole("alert")).toHaveTextContent("The server answered with an error (502).");
});

test("an unknown address is said inside the frame", async () => {
  open("/no/such/page");
  expect(await screen.findByText(/There is nothing at this address/)).toBeInTheDocument();
  expect(screen.getByRole("navigation", { name: "Main menu" })).toBeInTheDocument();
});

test("somebody else's object is a refusal with a way to try again", async () => {
  server.use(http.get("*/api/v1/referrals/f9", () => refuse(404, "not_found", "There is no such thing here.")));
  open("/referrals/f9");
  expect(await screen.findByRole("alert")).toHaveTextContent("There is no such thing here.");
});

test("an empty city is taught the main job", async () => {
  server.use(
    http.get("*/api/v1/eligible-lists", () => HttpResponse.json(page([]))),
    http.get("*/api/v1/home", () =>
      HttpResponse.json({ as_of: "2026-11-22T18:42:00Z", today: "2026-11-22", needs: [], moving: [], coming: [] }),
    ),
  );
  open("/");
  expect(await screen.findByRole("heading", { name: "From results to a hire" })).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Create the first list" })).toHaveAttribute("href", "/lists/new");
});
