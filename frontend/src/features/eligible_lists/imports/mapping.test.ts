import { expect, test } from "vitest";

import { byColumn, choose, missing, neededOf, toMapping } from "./mapping";

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
  expect(toMapping(columns, "results")).toEqual(mapping);
});

test("a component's name may hold a point", () => {
  expect(toMapping({ raw: "components.part 1.5" }, "results").components).toEqual({ "part 1.5": "raw" });
});

test("a file of final scores knows no components", () => {
  const columns = byColumn({ external_id: "ID", score: "Final" }, ["id", "final"]);
  expect(columns).toEqual({ id: "external_id", final: "score" });
  expect(toMapping(columns, "generic")).toEqual({ external_id: "id", score: "final" });
});

test("a field chosen for another column leaves the first, and what is missing is named", () => {
  const columns = choose({ a: "last_name", b: "first_name" }, "b", "last_name");
  expect(columns).toEqual({ a: "", b: "last_name" });
  expect(missing(columns, neededOf("results", ["oral"]))).toEqual(["external_id", "first_name", "components.oral"]);
});
