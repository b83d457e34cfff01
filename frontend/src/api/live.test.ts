import { expect, test } from "vitest";

import { JobCounts, readMessage } from "./live";

test("a message names what is to be read anew", () => {
  expect(readMessage('{"type":"changed","topics":["list:l1","referral:f1"],"seq":7}')).toEqual({
    type: "changed",
    topics: ["list:l1", "referral:f1"],
    job: null,
  });
});

test("a message tells how far a job is", () => {
  const message = '{"type":"changed","topics":["jobs"],"job":{"id":"j1","status":"running","done":70,"total":90}}';
  expect(readMessage(message).job).toEqual({ id: "j1", done: 70, total: 90 });
  expect(readMessage(message.replace("90", "null")).job).toEqual({ id: "j1", done: 70, total: null });
  expect(readMessage(message.replace("70", '"70"')).job).toBeNull();
});

test("counts are kept by job, and whoever listens hears of them", () => {
  const counts = new JobCounts();
  let heard = 0;
  const stop = counts.listen(() => (heard += 1));
  counts.tell({ id: "j1", done: 70, total: 90 });
  stop();
  counts.tell({ id: "j1", done: 80, total: 90 });
  expect(heard).toBe(1);
  expect(counts.of("j1")).toEqual({ done: 80, total: 90 });
  expect(counts.of("j2")).toBeNull();
});

test.each(["", "not json", "null", '{"topics":"list:l1"}', '{"topics":[1,null]}'])("%j changes nothing", (message) => {
  expect(readMessage(message).topics).toEqual([]);
});
