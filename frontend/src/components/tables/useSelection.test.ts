import { expect, test } from "vitest";

import { toggled } from "./useSelection";

const order = ["a", "b", "c", "d", "e"];

test("a click chooses one row and a second click lets it go", () => {
  const one = toggled(new Set(), order, "b", null);
  expect([...one]).toEqual(["b"]);
  expect([...toggled(one, order, "b", null)]).toEqual([]);
});

test("shift takes the rows between, in either direction, as the clicked one", () => {
  const range = toggled(new Set(["b"]), order, "d", "b");
  expect([...range].sort()).toEqual(["b", "c", "d"]);
  expect([...toggled(range, order, "b", "d")]).toEqual([]);
  expect([...toggled(new Set(), order, "a", "c")].sort()).toEqual(["a", "b", "c"]);
});
