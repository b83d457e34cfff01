import { expect, test } from "vitest";

import { allRowsOf } from "./exports";

test("the file is asked for as the table is, without its pages", () => {
  expect(allRowsOf("/referrals", { limit: 100, count: true, q: undefined })).toBe("/api/v1/referrals.csv");
  expect(
    allRowsOf("/eligible-lists/1/eligibles", {
      limit: 100,
      q: "O’Brien & Co",
      status: ["active", "removed"],
      rank_to: 3,
    }),
  ).toBe("/api/v1/eligible-lists/1/eligibles.csv?q=O%E2%80%99Brien+%26+Co&status=active&status=removed&rank_to=3");
});
