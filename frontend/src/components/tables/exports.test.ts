import { expect, test } from "vitest";

import { exportOf, keysOf } from "./exports";

test("the file is asked for as the table is, without its pages", () => {
  const bare = { path: "/referrals", query: { limit: 100, count: true, q: undefined } };
  expect(exportOf(bare, "csv", ["number"])).toBe("/api/v1/referrals.csv?columns=number");
  const query = { limit: 100, q: "O’Brien & Co", status: ["active", "removed"], rank_to: 3, sort: "-name" };
  expect(exportOf({ path: "/eligible-lists/1/eligibles", query }, "xlsx", ["rank", "name"])).toBe(
    "/api/v1/eligible-lists/1/eligibles.xlsx?q=O%E2%80%99Brien+%26+Co&status=active&status=removed&rank_to=3&sort=-name&columns=rank%2Cname",
  );
});

test("the columns are those shown, in their order; what is not data stays away", () => {
  const text = () => "";
  const columns = [
    { id: "choice", header: "Choose", cell: text },
    { id: "name", header: "Name", cell: text, text },
    { id: "hires", header: "Hired", cell: text, text, keys: ["hires", "vacancies"] },
    { id: "actions", header: "Actions", cell: text },
  ];
  expect(keysOf(columns)).toEqual(["name", "hires", "vacancies"]);
});
