import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";

import type { Scoring } from "../../api/types";
import { page } from "../../test/fixtures/answers";
import { job } from "../../test/fixtures/jobs";
import { scoringModel } from "../../test/fixtures/rules";
import { open } from "../../test/render";
import { refuse, server } from "../../test/server";

const scoring: Scoring = {
  id: "s1",
  version: 1,
  eligible_list_id: "l1",
  scoring_model_id: "m1",
  banding_model_id: null,
  covers: "all",
  needs_reason: true,
  status: "previewed",
  list_version: 2,
  decimals: 5,
  summary: {
    scored: 9,
    passed: 9,
    failed: 0,
    not_scored: 0,
    entering: 0,
    leaving: 0,
    changed_score: 3,
    changed_rank: 2,
    crossed_line: 1,
    referrals_touched: 1,
    appointments_touched: 0,
    failed_by: {},
    placed_twice: [],
  },
  touched: [],
  job_id: "j1",
  applied_at: null,
  applied_version: null,
  created_by: "user:u1",
  created_at: "2026-11-22T18:00:00Z",
};

test("a list is scored by another model as a preview that says which model it would take", async () => {
  const sent: unknown[] = [];
  const others = [{ ...scoringModel, id: "m2", code: "WO", title: "Written and oral" }];
  server.use(
    http.get("*/api/v1/scoring-models", () => HttpResponse.json(page([scoringModel, ...others]))),
    http.get("*/api/v1/banding-models", () => HttpResponse.json(page([]))),
    http.get("*/api/v1/scorings/s1", () => HttpResponse.json(scoring)),
    http.get("*/api/v1/scorings/s2", () => HttpResponse.json({ ...scoring, id: "s2", scoring_model_id: "m2" })),
    http.get("*/api/v1/scorings/:id/diff", () => HttpResponse.json(page([]))),
    http.get("*/api/v1/jobs/j2", () => HttpResponse.json({ ...job, id: "j2", result: { scoring_id: "s2" } })),
    http.post("*/api/v1/eligible-lists/l1/scorings", async ({ request }) => {
      sent.push(await request.json());
      return sent.length === 1
        ? refuse(422, "invalid", "This model does not fit the results", [
            { field: "scoring_model_id", code: "component_missing", message: "The results have no part oral." },
          ])
        : HttpResponse.json({ ...job, id: "j2", status: "queued", result: null }, { status: 202 });
    }),
  );
  const { user, router } = open("/lists/l1/scorings/s1");
  await user.click(await screen.findByRole("button", { name: "Another model…" }, { timeout: 20_000 }));
  const panel = within(await screen.findByRole("dialog", { name: "Score 1823-C00185 by another model" }));
  expect(panel.getByText(/before anything is applied; applying makes these the list's models/)).toBeInTheDocument();
  const model = panel.getByRole("combobox", { name: "Scoring model" });
  expect(model).toHaveValue("W · Written");
  await user.click(model);
  await user.click(await screen.findByRole("option", { name: "WO · Written and oral" }));
  await user.click(panel.getByRole("button", { name: "Preview" }));
  expect(await panel.findByText("The results have no part oral.")).toBeInTheDocument();
  expect(router.state.location.pathname).toBe("/lists/l1/scorings/s1");

  await user.click(panel.getByRole("button", { name: "Preview" }));
  expect(await screen.findByText("Scored by another model. Scoring model: W becomes WO.")).toBeInTheDocument();
  expect(router.state.location.pathname).toBe("/lists/l1/scorings/s2");
  expect(sent).toEqual([{ scoring_model_id: "m2" }, { scoring_model_id: "m2" }]);
}, 60_000);

test("a first scoring, in which nobody moves, is ordered by score and offers nothing else", async () => {
  const summary = { ...scoring.summary, entering: 9, changed_score: 0, changed_rank: 0, crossed_line: 0 };
  const sorts: (string | null)[] = [];
  server.use(
    http.get("*/api/v1/banding-models", () => HttpResponse.json(page([]))),
    http.get("*/api/v1/scorings/s1", () => HttpResponse.json({ ...scoring, summary })),
    http.get("*/api/v1/scorings/s3", () => HttpResponse.json({ ...scoring, id: "s3" })),
    http.get("*/api/v1/scorings/:id/diff", ({ request }) => {
      sorts.push(new URL(request.url).searchParams.get("sort"));
      return HttpResponse.json(page([]));
    }),
  );
  const { router } = open("/lists/l1/scorings/s1");
  expect(await screen.findByText("Nobody is affected in this way.")).toBeInTheDocument();
  expect(screen.queryByRole("radiogroup", { name: "Order" })).not.toBeInTheDocument();
  await router.navigate({ to: "/lists/$listId/scorings/$scoringId", params: { listId: "l1", scoringId: "s3" } });
  expect(await screen.findByRole("radiogroup", { name: "Order" })).toBeInTheDocument();
  expect(sorts).toEqual(["-score", "-move"]);
});
