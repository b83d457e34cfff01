import { expect, test } from "vitest";

import { readMessage } from "./live";

test("a message names what is to be read anew", () => {
  expect(readMessage('{"type":"changed","topics":["list:l1","referral:f1"],"seq":7}')).toEqual({
    type: "changed",
    topics: ["list:l1", "referral:f1"],
  });
});

test.each(["", "not json", "null", '{"topics":"list:l1"}', '{"topics":[1,null]}'])("%j changes nothing", (message) => {
  expect(readMessage(message).topics).toEqual([]);
});
