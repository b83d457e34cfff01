import { expect, test } from "vitest";

import { byColumn, toMapping } from "./mapping";

const mapping = {
  external_id: "candidate_id",
  last_name: "last_name",
  components: { written: "written_raw", oral: "oral_raw" },
  credits: { veteran: "veteran" },
};

test("a mapping seen from the file and back is the same mapping", () => {
  const columns = byColumn(mapping, ["candidate_id", "last_name", "written_raw", "oral_raw", "veteran", "remarks"]);
  expect(columns.oral_raw).toBe("components.oral");
  expect(columns.remarks).toBe("");
  expect(toMapping(columns)).toEqual(mapping);
});

test("a component's name may hold a point", () => {
  expect(toMapping({ raw: "components.part 1.5" }).components).toEqual({ "part 1.5": "raw" });
});
