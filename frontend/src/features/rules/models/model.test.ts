import { expect, test } from "vitest";

import { readPoints, showPoints, toModel, usual } from "./model";

test("points by claim are read as they are written", () => {
  const text = "veteran = 35, disabled = 70";
  expect(readPoints(text)).toEqual({ veteran: "35", disabled: "70" });
  expect(showPoints(readPoints(text))).toBe(text);
  expect(readPoints("veteran, = 35,, a=1")).toEqual({ a: "1" });
});

test("a model leaves out what was left empty", () => {
  const [written] = usual.components;
  const model = toModel({ ...usual, components: written ? [{ ...written, pass_fraction: "" }] : [] });
  expect(model.components).toEqual([{ name: "written", weight: "0.4", max: "100", hurdle: true }]);
  expect(model.credits?.[1]).toEqual({ kind: "promotive", as_given: true, not_with: [] });
});
