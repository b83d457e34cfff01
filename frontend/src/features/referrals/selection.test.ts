import { expect, test } from "vitest";

import { between, toggled } from "./selection";

const order = ["a", "b", "c", "d"];

test("a range goes both ways and is one person without a start", () => {
  expect(between(order, "b", "d")).toEqual(["b", "c", "d"]);
  expect(between(order, "d", "b")).toEqual(["b", "c", "d"]);
  expect(between(order, null, "c")).toEqual(["c"]);
  expect(between(order, "x", "c")).toEqual(["c"]);
});

test("a range takes the state that the clicked one gets", () => {
  expect([...toggled(new Set(["a"]), "c", ["a", "b", "c"])].sort()).toEqual(["a", "b", "c"]);
  expect([...toggled(new Set(["a", "b", "c"]), "c", ["b", "c"])]).toEqual(["a"]);
});
