import { expect, test } from "vitest";

import { chipsOf } from "./parameters";

test("what counts comes first, what is not set is left out", () => {
  const chips = chipsOf({
    pooling: "list",
    base: 3,
    unit: "score",
    fraction: null,
    band_width: "35.06",
    other_thing: [],
  });
  expect(chips.map(({ label, value }) => `${label}: ${value}`)).toEqual([
    "Counts: score",
    "Base: 3",
    "Width of the band: 35.06",
    "Positions are pooled by: list",
  ]);
});
