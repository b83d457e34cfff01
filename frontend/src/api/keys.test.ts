import { expect, test } from "vitest";

import { actionAnswered, actionKey } from "./keys";

test("one action keeps its key until it is answered, then the next has another", () => {
  const first = actionKey("POST /lists {}");
  expect(actionKey("POST /lists {}")).toBe(first);
  expect(actionKey("POST /lists {other}")).not.toBe(first);
  actionAnswered("POST /lists {}");
  expect(actionKey("POST /lists {}")).not.toBe(first);
});
