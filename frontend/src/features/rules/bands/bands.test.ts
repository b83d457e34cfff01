import { expect, test } from "vitest";

import { stretchesOf, toBands } from "./bands";

test("a hole between two bands is a stretch of its own", () => {
  const scale = stretchesOf([
    { lower: "90", upper: "100" },
    { lower: "70", upper: "85.5" },
  ]);
  expect(scale?.map(({ rank, from, to }) => [rank, from, to])).toEqual([
    [2, 70, 85.5],
    [null, 85.5, 90],
    [1, 90, 100],
  ]);
});

test("nothing is drawn while a limit is no number, or a band is upside down", () => {
  expect(stretchesOf([{ lower: "", upper: "100" }])).toBeNull();
  expect(stretchesOf([{ lower: "100", upper: "90" }])).toBeNull();
});

test("ranks follow the order of the rows", () => {
  const form = {
    code: "B",
    title: "Two",
    bands: [
      { lower: "90", upper: "100" },
      { lower: "80", upper: "90" },
    ],
  };
  expect(toBands(form).bands.map((band) => band.rank)).toEqual([1, 2]);
});
