import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";

import { page } from "../../test/fixtures/answers";
import { standings } from "../../test/fixtures/referrals";
import { open } from "../../test/render";
import { server } from "../../test/server";

test("a hire whose answer is late stays in its panel, though the page has heard of it", async () => {
  let isHired = false;
  let answer: () => void = () => undefined;
  const late = new Promise<void>((done) => (answer = done));
  const as = (disposition: string, may_become: string[]) =>
    standings.map((one) => (one.eligible_id === "e1" ? { ...one, disposition, may_become } : one));
  server.use(
    http.get("*/api/v1/referrals/f1/eligibles", () =>
      HttpResponse.json(page(isHired ? as("hired", []) : as("selected", ["hired", "declined"]))),
    ),
    http.post("*/api/v1/referrals/f1/eligibles/e1/dispositions", async () => {
      isHired = true;
      await late;
      return HttpResponse.json({ eligible: as("hired", [])[0], moved: [] });
    }),
  );
  const { user, queries } = open("/referrals/f1");
  await user.click(await screen.findByRole("button", { name: "Set disposition of Okafor, Adaeze" }));
  const panel = await screen.findByRole("dialog", { name: "Okafor, Adaeze" });
  await user.click(within(panel).getByRole("button", { name: "Record hired" }));
  await waitFor(() => {
    expect(isHired).toBe(true);
  });
  await queries.invalidateQueries();
  await waitFor(() => {
    expect(document.querySelector("tbody")).toHaveTextContent("Hired");
  });
  expect(screen.queryByRole("dialog", { name: /Rescind/ })).not.toBeInTheDocument();
  expect(within(panel).getByRole("radio", { name: "Hired" })).toBeChecked();
  answer();
  expect(await screen.findByText(/Okafor, Adaeze: Hired/)).toBeInTheDocument();
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });
});

test("whoever decided is not waited for: the inquiry says when it went out, no longer until when", async () => {
  const notice = {
    means: "letter",
    sent_on: "2026-11-23",
    respond_by_on: "2026-12-04",
    received_on: null,
    answer: null,
    is_late: false,
    is_overdue: false,
  };
  const [first, second, ...rest] = standings.map((one) => ({ ...one, notice }));
  const shown = [{ ...first, disposition: "no_response" }, { ...second, disposition: "pending" }, ...rest];
  server.use(http.get("*/api/v1/referrals/f1/eligibles", () => HttpResponse.json(page(shown))));
  open("/referrals/f1");
  const table = await screen.findByRole("table", { name: "Eligibles by rank; the line ends the reach" });
  const seen = within(table).getAllByRole("row").slice(1);
  expect(seen[0]).toHaveTextContent("Asked Nov 23, 2026");
  expect(seen[1]).toHaveTextContent("Answer by Dec 4, 2026");
});
