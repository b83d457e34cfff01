import { expect, test } from "vitest";

import { csvText } from "./csv";

test.each([
  ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
  ["+1 415", "'+1 415"],
  ["@name", "'@name"],
  ["-12.50000", "-12.50000"],
  ['say "no", twice', '"say ""no"", twice"'],
  ["two\nlines", '"two\nlines"'],
  ["Ortiz, Carmen", '"Ortiz, Carmen"'],
])("%j is written so that no spreadsheet runs it", (value, written) => {
  expect(csvText([[value]])).toBe(`${written}\r\n`);
});
