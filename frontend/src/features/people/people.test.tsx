import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";

import type { Person } from "../../api/types";
import { session } from "../../test/fixtures/accounts";
import { page } from "../../test/fixtures/answers";
import { open } from "../../test/render";
import { refuse, server } from "../../test/server";
import { changesOf } from "./ContactPanel";

const okafor: Person = {
  id: "p1",
  version: 3,
  display_name: "Okafor, Adaeze",
  last_name: "Okafor",
  first_name: "Adaeze",
  middle_name: "",
  email: "a@example.org",
  phone: null,
  street: null,
  city: "San Francisco",
  region: null,
  postal_code: null,
  country: null,
  numbers: ["A-1"],
  lists: 2,
  merged_into: null,
  merged: [],
  created_at: "2026-11-20T18:00:00Z",
};
const twin: Person = { ...okafor, id: "p2", version: 1, display_name: "Okafor, Ada", email: "b@example.org", lists: 1 };

const asKeeper = () => {
  const permissions = [...session.permissions, "people:read", "people:file", "people:manage"];
  server.use(
    http.get("*/api/v1/session", () => HttpResponse.json({ ...session, permissions })),
    http.get("*/api/v1/persons", ({ request }) =>
      HttpResponse.json({ ...page(new URL(request.url).searchParams.has("q") ? [] : [okafor, twin]), total: 2 }),
    ),
    http.get("*/api/v1/persons/:id", ({ params }) => HttpResponse.json(params.id === "p1" ? okafor : twin)),
    http.get("*/api/v1/persons/:id/lists", () => HttpResponse.json(page([]))),
    http.get("*/api/v1/persons/:id/referrals", () => HttpResponse.json(page([]))),
  );
};

test("people lead to their pages, and a search that finds nobody says how to search", async () => {
  asKeeper();
  const { user, router } = open("/people");
  const table = await screen.findByRole("table", { name: "People, by name" });
  expect(within(table).getByRole("link", { name: "Okafor, Adaeze" })).toHaveAttribute("href", "/people/p1");
  await user.type(screen.getByRole("searchbox"), "nobody");
  expect(await screen.findByText(/Nobody matches “nobody”/)).toBeInTheDocument();
  expect(router.state.location.search).toEqual({ q: "nobody" });
});

test("only what was changed is sent; an emptied field is null, a name an empty text", () => {
  expect(changesOf(okafor, { city: "Oakland ", email: "a@example.org" })).toEqual({ city: "Oakland" });
  expect(changesOf(okafor, { city: " ", middle_name: "", phone: "" })).toEqual({ city: null });
  expect(changesOf({ ...okafor, middle_name: "B" }, { middle_name: "" })).toEqual({ middle_name: "" });
});

test("contact data carry the version that was seen, and a refusal stands at its field", async () => {
  asKeeper();
  let sent: unknown;
  server.use(
    http.patch("*/api/v1/persons/p1", async ({ request }) => {
      sent = { match: request.headers.get("If-Match"), body: await request.json() };
      return refuse(409, "email_in_use", "Another person has this address", [
        { field: "email", code: "email_in_use", message: "Taken" },
      ]);
    }),
  );
  const { user } = open("/people/p1");
  await user.click(await screen.findByRole("button", { name: "Change contact data" }));
  const field = await screen.findByLabelText("E-mail");
  await user.clear(field);
  await user.type(field, "b@example.org");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Another person has this address");
  expect(sent).toEqual({ match: '"3"', body: { email: "b@example.org" } });
});

test("a merge says what it changes, and cannot be asked for while something is in the way", async () => {
  asKeeper();
  const pair = { id: "d1", version: 1, status: "open", rules: ["same_name_on_list"], people: [okafor, twin] };
  const entry = { eligible_id: "e2", person_id: "p2", score: "900.0", status: "active" };
  const kept = { ...entry, eligible_id: "e1", person_id: "p1", score: "950.0" };
  let hindrances: object[] = [];
  server.use(
    http.get("*/api/v1/duplicates", () => HttpResponse.json(page([pair]))),
    http.get("*/api/v1/persons/:id/merge-preview", () =>
      HttpResponse.json({
        is_possible: hindrances.length === 0,
        lists: [{ id: "l1", code: "L1", kept, merged_out: [entry] }],
        hindrances,
      }),
    ),
  );
  const { user } = open("/people/duplicates");
  expect(await screen.findByText(/same name on one list/)).toBeInTheDocument();
  const begin = await screen.findByRole("button", { name: "Merge Okafor, Adaeze and Okafor, Ada" });
  await user.click(begin);
  const panel = await screen.findByRole("dialog");
  expect(await within(panel).findByText("L1: 950.0 remains, 900.0 (Okafor, Ada) is superseded")).toBeInTheDocument();
  const merge = within(panel).getByRole("button", { name: "Merge" });
  expect(merge).toBeDisabled();
  await user.type(within(panel).getByLabelText(/Why are they one person/), "same address");
  expect(merge).toBeEnabled();
  await user.click(within(panel).getByRole("button", { name: "Keep as it is" }));

  hindrances = [{ code: "person_appointed", list_id: "l1", person_id: "p1", message: "One of them is appointed." }];
  await user.click(begin);
  const again = await screen.findByRole("dialog");
  expect(await within(again).findByText("One of them is appointed.")).toBeInTheDocument();
  await user.type(within(again).getByLabelText(/Why are they one person/), "same address");
  expect(within(again).getByRole("button", { name: "Merge" })).toBeDisabled();
});
