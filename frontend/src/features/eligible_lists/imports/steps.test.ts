import { expect, test } from "vitest";

import { stepFor } from "./steps";

test("an address leads to its step, as far as the import has come", () => {
  expect(stepFor("columns", "uploaded")).toBe("columns");
  expect(stepFor("preview", "uploaded")).toBe("found");
  expect(stepFor(undefined, "previewed")).toBe("preview");
  expect(stepFor("import", "stale")).toBe("preview");
  expect(stepFor("columns", "committed")).toBe("import");
});
