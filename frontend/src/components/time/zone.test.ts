import { expect, test } from "vitest";

import { showDate, showInstant, showRelative } from "./zone";

const now = new Date("2026-11-22T18:42:00Z");

test("an instant is shown in the agency's zone, by name, with the year only when it is another", () => {
  expect(showInstant("2026-11-20T17:14:00Z", "America/Los_Angeles", now)).toBe("Nov 20, 9:14 AM PST");
  expect(showInstant("2026-07-01T12:00:00Z", "America/New_York", now)).toBe("Jul 1, 8:00 AM EDT");
  expect(showInstant("2025-12-31T23:30:00Z", "UTC", now)).toBe("Dec 31, 2025, 11:30 PM UTC");
});

test("a civil date does not move with the reader's zone", () => {
  expect(showDate("2026-12-21")).toBe("Dec 21, 2026");
});

test("times near now are said in words", () => {
  expect(showRelative("2026-11-22T18:41:50Z", now)).toBe("now");
  expect(showRelative("2026-11-22T18:39:00Z", now)).toBe("3 minutes ago");
  expect(showRelative("2026-11-24T18:42:00Z", now)).toBe("in 2 days");
});
