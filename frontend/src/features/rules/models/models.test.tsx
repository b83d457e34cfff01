import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";

import type { WorkedScore } from "../../../api/types";
import { page } from "../../../test/fixtures/answers";
import { scoringModel } from "../../../test/fixtures/rules";
import { open } from "../../../test/render";
import { refuse, server } from "../../../test/server";

interface Asked {
  raw: Record<string, string>;
  claims: Record<string, string>;
}

const part: WorkedScore["parts"][number] = {
  name: "written",
  raw: "85",
  max: "100",
  share: "0.85",
  pass_share: "0.7",
  hurdle: false,
  is_below: false,
  weight_share: "1",
  adds: "0.85",
};
// 85 of 100, from 0.7 upward over 300 points: 700 + 150, and 35 for a veteran.
const passed: WorkedScore = {
  parts: [part],
  composite: "0.85",
  pass_fraction: "0.7",
  passed: true,
  failed_code: null,
  failed_because: null,
  scaled: "850",
  credits: [],
  unrounded: "850",
  score: "850.00000",
  band: null,
  is_outside_bands: false,
};
const failed: WorkedScore = {
  ...passed,
  parts: [{ ...part, raw: "60", share: "0.6", adds: "0.6", is_below: true }],
  composite: "0.6",
  passed: false,
  failed_code: "below_pass",
  failed_because: "0.6 is below the pass mark of 0.7",
  scaled: null,
  unrounded: null,
  score: null,
};

let asked: Asked[];

beforeEach(() => {
  asked = [];
  server.use(
    http.get("*/api/v1/scoring-models/m1", () => HttpResponse.json(scoringModel)),
    http.get("*/api/v1/banding-models", () => HttpResponse.json(page([]))),
    http.post("*/api/v1/scoring-models/examples", async ({ request }) => {
      const body = (await request.json()) as Asked;
      asked.push(body);
      if (body.raw.written === "60") return HttpResponse.json(failed);
      if (body.raw.written === "850")
        return refuse(422, "invalid", "This cannot be worked out", [
          { field: "raw.written", code: "bad_score", message: "850 is above the highest score of 100." },
        ]);
      return HttpResponse.json(
        body.claims.veteran
          ? {
              ...passed,
              credits: [{ kind: "veteran", points: "35", is_granted: true, beside: [] }],
              unrounded: "885",
              score: "885.00000",
            }
          : passed,
      );
    }),
  );
});

const example = async () => {
  const opened = open("/scoring-models/m1");
  const head = await screen.findByRole("heading", { name: "Worked example" }, { timeout: 20_000 });
  return { ...opened, section: within(head.closest("section") as HTMLElement) };
};

test("a model's example is worked step by step, and again with a credit that is claimed", async () => {
  const { user, section } = await example();
  expect(await section.findByText("Final score: 850.00000")).toBeInTheDocument();
  expect(section.getByLabelText("Written, of 100")).toHaveValue("85");
  expect(section.getByRole("row", { name: "Written 85 of 100 = 0.85 0.7 1 0.85" })).toBeInTheDocument();
  expect(section.getAllByRole("listitem").map((step) => step.textContent)).toEqual([
    "Composite: 0.85 = 0.85",
    "Pass: 0.85 is at least 0.7",
    "Scale: 850 points",
    "Rounding: 850 to 5 decimals is 850.00000",
  ]);
  await user.click(section.getByRole("combobox", { name: "Veteran credit" }));
  await user.click(await screen.findByRole("option", { name: "Veteran" }));
  expect(await section.findByText("Final score: 885.00000")).toBeInTheDocument();
  expect(section.getByText("Credit: Veteran adds 35")).toBeInTheDocument();
  expect(asked.map(({ raw, claims }) => ({ raw, claims }))).toEqual([
    { raw: { written: "85" }, claims: {} },
    { raw: { written: "85" }, claims: { veteran: "veteran" } },
  ]);
  expect(asked[0]).toMatchObject({ scale: scoringModel.scale, decimals: 5, rounding: "half_up" });
}, 60_000);

test("a result that fails has no place, and one that cannot be is said at its field", async () => {
  const { user, section } = await example();
  const written = await section.findByLabelText("Written, of 100");
  await user.clear(written);
  await user.type(written, "60");
  expect(await section.findByText("Fails: no place on the list.")).toBeInTheDocument();
  expect(section.getByText("0.6 is below the pass mark of 0.7")).toBeInTheDocument();
  expect(section.queryByText(/Final score/)).not.toBeInTheDocument();
  await user.clear(written);
  await user.type(written, "850");
  expect(await section.findByText("A score from 0 to 100 is needed.")).toBeInTheDocument();
  expect(written).toBeInvalid();
  expect(section.queryByRole("table")).not.toBeInTheDocument();
}, 60_000);
