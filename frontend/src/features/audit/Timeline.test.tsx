import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";

import { page } from "../../test/fixtures/answers";
import { happening } from "../../test/fixtures/audit";
import { open } from "../../test/render";
import { server } from "../../test/server";
import { daysOf } from "./Timeline";

test("a list's timeline says what happened, by whom, and links to the referral it names", async () => {
  const { user } = open("/lists/l1");
  await user.click(await screen.findByRole("tab", { name: "Timeline" }));
  const told = await screen.findByRole("region", { name: "Timeline, the latest first" });
  expect(within(told).getByRole("link", { name: "R-2026-014" })).toHaveAttribute("href", "/referrals/r1");
  expect(told).toHaveTextContent("Ada Analyst");
  expect(told).toHaveTextContent("4 people moved");
  expect(told).toHaveTextContent("With a note that is not shown to you");
});

test("what changed stands beside what was", async () => {
  const entry = {
    ...happening,
    sentence: "Lee, Min-jun was made inactive.",
    subject: { kind: "eligible", id: "e1", title: "Lee, Min-jun" },
    changes: [{ field: "status", before: "active", after: "under_waiver" }],
    private: [{ name: "note", text: "<b>called</b>" }],
  };
  server.use(http.get("*/api/v1/timeline", () => HttpResponse.json(page([entry]))));
  open("/lists/l1?tab=timeline");
  const told = await screen.findByRole("region", { name: "Timeline, the latest first" });
  expect(within(told).getByRole("deletion")).toHaveTextContent("Active");
  expect(within(told).getByRole("insertion")).toHaveTextContent("Under waiver");
  expect(told).toHaveTextContent("<b>called</b>");
});

test("without events the tab says so", async () => {
  server.use(http.get("*/api/v1/timeline", () => HttpResponse.json(page([]))));
  open("/referrals/r1?tab=timeline");
  expect(await screen.findByText("Nothing has happened here yet.")).toBeInTheDocument();
});

test("days are those of the agency's zone", () => {
  const at = (occurred_at: string, seq: number) => ({ ...happening, occurred_at, seq });
  const days = daysOf([at("2026-11-22T07:30:00Z", 2), at("2026-11-22T08:30:00Z", 1)], "America/Los_Angeles");
  expect(days.map(([day]) => day)).toEqual(["Saturday, November 21, 2026", "Sunday, November 22, 2026"]);
});
