import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";

import type { EligibleAdded, EligibleList } from "../../../api/types";
import { page } from "../../../test/fixtures/answers";
import { list } from "../../../test/fixtures/eligible_lists";
import { scoringModel } from "../../../test/fixtures/rules";
import { open } from "../../../test/render";
import { refuse, server } from "../../../test/server";

const previewed: EligibleAdded = {
  dry_run: true,
  result_id: null,
  eligible_id: null,
  external_id: "e10",
  person: null,
  same_name: [],
  score: "988.40000",
  band: null,
  failed_code: null,
  failed_because: null,
  is_placed: false,
  place: { rank: 2, beside: 2, shifted: 0 },
  referrals: [],
};
const known = { id: "p7", version: 1, display_name: "Reyes, Luz", email: null, phone: null, numbers: ["c7"], lists: 1 };

/** The panel over a list, and what it sends. */
async function adding(shown: Partial<EligibleList>, answer: (body: Record<string, unknown>) => Response) {
  const sent: Record<string, unknown>[] = [];
  server.use(
    http.get("*/api/v1/scoring-models", () => HttpResponse.json(page([scoringModel]))),
    http.get("*/api/v1/eligible-lists/l1", () => HttpResponse.json({ ...list, ...shown })),
    http.get("*/api/v1/persons", ({ request }) =>
      HttpResponse.json(page(new URL(request.url).searchParams.get("q") === "reyes" ? [known] : [])),
    ),
    http.post("*/api/v1/eligible-lists/l1/eligibles", async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      sent.push(body);
      return answer(body);
    }),
  );
  const { user } = open("/lists/l1");
  await user.click(await screen.findByRole("button", { name: "More actions" }, { timeout: 20_000 }));
  await user.click(await screen.findByRole("menuitem", { name: "Add a person…" }));
  const panel = within(await screen.findByRole("dialog", { name: "Add a person to 1823-C00185" }));
  return { user, panel, sent };
}

test("somebody new is added with exactly what was previewed, score and rank first", async () => {
  const { user, panel, sent } = await adding({ status: "scored" }, ({ dry_run }) =>
    HttpResponse.json({ ...previewed, dry_run }, { status: 201 }),
  );
  await user.type(panel.getByRole("searchbox"), "Lopez, Ana");
  expect(await panel.findByText("Nobody matches “Lopez, Ana”.")).toBeInTheDocument();
  await user.click(panel.getByRole("button", { name: "Somebody new" }));
  expect(panel.getByLabelText(/Last name/)).toHaveValue("Lopez");
  const written = panel.getByLabelText(/Written, of 100/);
  await user.type(written, "91");
  await user.click(panel.getByRole("combobox", { name: "Veteran credit" }));
  await user.click(await screen.findByRole("option", { name: "Veteran: 35 points" }));
  await user.click(panel.getByRole("button", { name: "Preview" }));
  expect(
    await panel.findByText(
      "Score 988.40000: rank 2, together with 2 people. The person stands on the list once it is scored again.",
    ),
  ).toBeInTheDocument();
  expect(panel.queryByLabelText(/Reason/)).not.toBeInTheDocument();

  await user.clear(written);
  await user.type(written, "92");
  expect(panel.queryByText(/rank 2/)).not.toBeInTheDocument();
  await user.click(panel.getByRole("button", { name: "Preview" }));
  await user.click(await panel.findByRole("button", { name: "Add to the list" }));
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });
  const entry = {
    person: { last_name: "Lopez", first_name: "Ana" },
    components: { written: "92" },
    credits: [{ kind: "veteran", points: "veteran" }],
  };
  expect(sent).toEqual([
    { ...entry, components: { written: "91" }, dry_run: true },
    { ...entry, dry_run: true },
    { ...entry, dry_run: false },
  ]);
}, 60_000);

test("an adopted list takes a late entry with a reason and the decision of an appeal only", async () => {
  const reach = { line: "960.50000", ranks_in_reach: 4, names_in_reach: 6 };
  const { user, panel, sent } = await adding({ status: "adopted" }, ({ dry_run, decision }) =>
    dry_run || decision === "Minute 2026-118"
      ? HttpResponse.json(
          {
            ...previewed,
            dry_run,
            score: "990.00000",
            is_placed: true,
            place: { rank: 2, beside: 0, shifted: 8 },
            referrals: [
              {
                referral_id: "f1",
                number: "R-2026-014",
                shown_as: "reachable",
                before: reach,
                after: reach,
                into_reach: 1,
                out_of_reach: 2,
              },
            ],
          },
          { status: 201 },
        )
      : refuse(422, "invalid", "This decision is not known.", [
          { field: "decision", code: "unknown_decision", message: "Name the minute." },
        ]),
  );
  await user.type(panel.getByRole("searchbox"), "reyes");
  await user.click(await panel.findByRole("button", { name: /Reyes, Luz/ }));
  await user.click(panel.getByRole("radio", { name: "Final score" }));
  await user.type(panel.getByRole("textbox", { name: /Final score/ }), "990");
  await user.click(panel.getByRole("button", { name: "Preview" }));
  expect(
    await panel.findByText(
      "Score 990.00000: rank 2, a rank of its own; 8 people move one rank down. The person stands on the list at once.",
    ),
  ).toBeInTheDocument();
  expect(panel.getByText("1 into reach, 2 out of it")).toBeInTheDocument();
  expect(panel.getByText(/it grows by the decision of an appeal only/)).toBeInTheDocument();

  const add = panel.getByRole("button", { name: "Add to the list" });
  await user.click(add);
  expect(panel.getByLabelText(/Decision/)).toBeInvalid();
  expect(panel.getByLabelText(/Reason/)).toBeInvalid();
  expect(sent).toHaveLength(1);

  await user.type(panel.getByLabelText(/Decision/), "Minute");
  await user.type(panel.getByLabelText(/Reason/), "Upheld on appeal");
  await user.click(add);
  expect(await panel.findByText("Name the minute.")).toBeInTheDocument();
  await user.type(panel.getByLabelText(/Decision/), " 2026-118");
  await user.click(add);
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });
  expect(sent.at(-1)).toEqual({
    person_id: "p7",
    score: "990",
    credits: [],
    reason: "Upheld on appeal",
    decision: "Minute 2026-118",
    dry_run: false,
  });
}, 60_000);
