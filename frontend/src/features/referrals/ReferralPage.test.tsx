import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";

import { session } from "../../test/fixtures/accounts";
import { page } from "../../test/fixtures/answers";
import { agency } from "../../test/fixtures/organization";
import { referral, standings } from "../../test/fixtures/referrals";
import { open } from "../../test/render";
import { refuse, server } from "../../test/server";

const rows = async () => {
  const table = await screen.findByRole("table", { name: "Eligibles by rank; the line ends the reach" });
  return within(table).getAllByRole("row").slice(1);
};

const texts = async () => (await rows()).map((row) => row.textContent);

test("the line stands after the last person in reach and says how many may be appointed", async () => {
  open("/referrals/f1");
  const seen = await texts();
  const line = seen.findIndex((text) => text.includes("4 ranks in reach, 6 people may be appointed"));
  expect(line).toBe(6);
  expect(seen[5]).toContain("Vijayaraghavan-Castellanos");
  expect(seen[5]).toContain("Reachable");
  expect(seen[7]).toContain("Novak, Petra");
  expect(seen[7]).toContain("Alternate");
});

test("the rule is the server's sentence with its citation", async () => {
  open("/referrals/f1");
  expect(await screen.findByText(referral.rule.sentence)).toBeInTheDocument();
  expect(screen.getByText(/CSC Rule 113.7.1/)).toBeInTheDocument();
});

test("a referral that is over says so instead of how far it would reach", async () => {
  const over = { ...referral, status: "filled", ranks_in_reach: 0, names_in_reach: 0, line: null };
  server.use(http.get("*/api/v1/referrals/f1", () => HttpResponse.json(over)));
  open("/referrals/f1");
  expect(await screen.findByText("This referral is over: nobody is chosen from it.")).toBeInTheDocument();
  for (const gone of [referral.rule.sentence, "Ranks in reach", "People in reach"])
    expect(screen.queryByText(gone)).not.toBeInTheDocument();
});

test("one click on a standing opens why, with what would change it", async () => {
  const { user, router } = open("/referrals/f1");
  await user.click(await screen.findByRole("button", { name: "Why is Novak, Petra alternate?" }));
  const drawer = await screen.findByRole("dialog", { name: "Why: Novak, Petra" });
  expect(within(drawer).getByText("Alternate: rank 5. Reach ends at rank 4.")).toBeInTheDocument();
  expect(within(drawer).getByText(/Opens if everyone at one of the ranks 1 to 4 waives./)).toBeInTheDocument();
  expect(within(drawer).getByText(/R3, version 2/)).toBeInTheDocument();
  const steps = within(within(drawer).getByRole("region", { name: "Step by step" })).getAllByRole("listitem");
  expect(steps.map((step) => step.textContent)).toEqual([
    "Rank 5 on the list, with a score of 951.00000.",
    "Is active on the list.",
    "Rank 5 is below the line.",
  ]);
  expect(within(steps[2] as HTMLElement).getByRole("img", { name: "Ends here" })).toBeInTheDocument();
  expect(await within(drawer).findByRole("link", { name: "event 41" })).toHaveAttribute(
    "href",
    "/lists/l1?tab=timeline&until=41",
  );
  expect(router.state.location.search).toEqual({ why: "e7" });
});

test("the reasons of somebody who is not on screen open by their address", async () => {
  server.use(http.get("*/api/v1/referrals/f1/eligibles", () => HttpResponse.json(page(standings.slice(0, 2)))));
  open("/referrals/f1?why=e7");
  const drawer = await screen.findByRole("dialog", { name: "Why: Novak, Petra" });
  expect(within(drawer).getByText("Alternate: rank 5. Reach ends at rank 4.")).toBeInTheDocument();
});

test("a link to somebody who is not on the referral says so in the drawer", async () => {
  open("/referrals/f1?why=e99");
  expect(await within(await screen.findByRole("dialog")).findByRole("alert")).toHaveTextContent("Nobody.");
});

test("a waiver moves the line on screen and says who moved", async () => {
  let isWaived = false;
  const sent: Record<string, unknown> = {};
  const after = standings.map((one) =>
    one.eligible_id === "e1"
      ? { ...one, standing: "unavailable", shown_as: "unavailable", disposition: "waived", may_become: ["pending"] }
      : one.rank === 5
        ? { ...one, standing: "reachable", shown_as: "reachable" }
        : one,
  );
  server.use(
    http.get("*/api/v1/referrals/f1/eligibles", () => HttpResponse.json(page(isWaived ? after : standings))),
    http.get("*/api/v1/referrals/f1", () =>
      HttpResponse.json(
        isWaived ? { ...referral, names_in_reach: 7, line: { rank: 5, score: "951.00000" } } : referral,
      ),
    ),
    http.post("*/api/v1/referrals/f1/eligibles/e1/dispositions", async ({ request }) => {
      Object.assign(sent, {
        body: await request.json(),
        csrf: request.headers.get("X-CSRF-Token"),
        key: request.headers.get("Idempotency-Key"),
      });
      isWaived = true;
      const moved = standings
        .filter((one) => one.rank === 5)
        .map(({ eligible_id, person, score }) => ({
          eligible_id,
          person,
          score,
          from: "alternate",
          to: "reachable",
        }));
      return HttpResponse.json({ eligible: after[0], moved });
    }),
  );
  const { user } = open("/referrals/f1");
  await user.click(await screen.findByRole("button", { name: "Set disposition of Okafor, Adaeze" }));
  const panel = await screen.findByRole("dialog", { name: "Okafor, Adaeze" });
  await user.click(within(panel).getByRole("radio", { name: "Waived" }));
  await user.click(within(panel).getByRole("button", { name: "Record waived" }));

  expect(
    await screen.findByText(/2 people are now reachable: Novak, Petra \(951.00000\); Fields, Jerome \(951.00000\)/),
  ).toBeInTheDocument();
  await waitFor(async () => {
    const line = (await texts()).findIndex((text) => text.includes("4 ranks in reach, 7 people may be appointed"));
    expect(line).toBe(8);
  });
  expect(sent.body).toEqual({ disposition: "waived" });
  expect(sent.csrf).toBe("csrf-of-this-sign-in");
  expect(String(sent.key)).toMatch(/^[0-9a-f-]{32,36}$/);
});

test("a hire that the rule forbids shows the refusal in the panel", async () => {
  server.use(
    http.get("*/api/v1/referrals/f1/eligibles", () =>
      HttpResponse.json(
        page(standings.map((one) => ({ ...one, disposition: "selected", may_become: ["hired", "declined"] }))),
      ),
    ),
    http.post("*/api/v1/referrals/f1/eligibles/e7/dispositions", () =>
      refuse(409, "not_reachable", "Novak, Petra cannot be hired: rank 5 is not in reach."),
    ),
  );
  const { user } = open("/referrals/f1");
  await user.click(await screen.findByRole("button", { name: "Set disposition of Novak, Petra" }));
  await user.click(await screen.findByRole("button", { name: "Record hired" }));
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("rank 5 is not in reach");
  expect(alert).toHaveFocus();
});

test("who may not decide sees standings and reasons, and no control", async () => {
  server.use(
    http.get("*/api/v1/session", () =>
      HttpResponse.json({ ...session, permissions: ["session", "referrals:read", "organization:read"] }),
    ),
  );
  open("/referrals/f1");
  expect(await rows()).toHaveLength(10);
  expect(screen.queryByRole("button", { name: /Set disposition/ })).not.toBeInTheDocument();
  expect(screen.queryByRole("link", { name: "Lists" })).not.toBeInTheDocument();
});

test("an address that asks for a tab which is not there opens the standings", async () => {
  server.use(http.get("*/api/v1/referrals/f1", () => HttpResponse.json({ ...referral, status: "closed_unfilled" })));
  open("/referrals/f1?tab=what-if");
  expect(await rows()).not.toHaveLength(0);
  expect(screen.getByRole("tab", { name: "Standings" })).toHaveAttribute("aria-selected", "true");
  expect(screen.queryByRole("tab", { name: "What-if" })).not.toBeInTheDocument();
});

test("a panel that closes gives the focus back to what opened it", async () => {
  const { user } = open("/referrals/f1");
  const opener = await screen.findByRole("button", { name: "Set disposition of Lee, Min-jun" });
  await user.click(opener);
  await screen.findByRole("dialog", { name: "Lee, Min-jun" });
  await user.keyboard("{Escape}");
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });
  await waitFor(() => {
    expect(opener).toHaveFocus();
  });
});

test.each([
  [
    "of nothing that is not there",
    { positions: referral.positions.map((one) => ({ ...one, hired_eligible_id: "e1" })), names_in_reach: 0 },
    "2 people were hired. It can be reopened.",
  ],
  [
    "in the singular of one",
    { names_in_reach: 1, pooled_with: [{ referral_id: "f2", positions: 1 }] },
    "Nobody was hired. 2 positions are still vacant and become free for another referral. 1 person in reach is considered no further here. 1 pooled referral counts fewer positions. It can be reopened.",
  ],
])("closing tells %s", async (_, shown, about) => {
  server.use(http.get("*/api/v1/referrals/f1", () => HttpResponse.json({ ...referral, ...shown })));
  const { user } = open("/referrals/f1");
  await user.click(await screen.findByRole("button", { name: "More actions" }));
  await user.click(await screen.findByRole("menuitem", { name: "Close referral…" }));
  expect(within(await screen.findByRole("dialog")).getByText(about)).toBeInTheDocument();
});

const withTwoSelected = standings.map((one, place) =>
  place < 2 ? { ...one, disposition: "selected", may_become: ["hired", "not_selected"] } : one,
);

test("once every position has somebody selected, it asks why the others in reach were not", async () => {
  server.use(
    http.get("*/api/v1/agency", () => HttpResponse.json({ ...agency, pass_over_needs_reason: true })),
    http.get("*/api/v1/referrals/f1/eligibles", () => HttpResponse.json(page(withTwoSelected))),
    http.post("*/api/v1/referrals/f1/dispositions", () =>
      refuse(422, "reason_needed", "This needs a reason", [
        { field: "reason_code", code: "reason_needed", message: "Say why somebody in reach is not selected." },
      ]),
    ),
  );
  const { user } = open("/referrals/f1");
  expect(await screen.findByText(/4 other people in reach were not selected/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Say why…" }));
  const panel = await screen.findByRole("dialog", { name: "Decide on 4 people together" });
  expect(within(panel).getByRole("combobox", { name: "Disposition" })).toHaveValue("Not selected");
  await user.click(within(panel).getByRole("button", { name: "Preview" }));
  await waitFor(() => {
    expect(within(panel).getByRole("combobox", { name: "Reason" })).toBeInvalid();
  });
});

test("an agency that does not ask for reasons is not reminded of them", async () => {
  server.use(http.get("*/api/v1/referrals/f1/eligibles", () => HttpResponse.json(page(withTwoSelected))));
  open("/referrals/f1");
  expect(await rows()).toHaveLength(10);
  expect(screen.queryByText(/in reach were not selected/)).not.toBeInTheDocument();
});

test("the filter by status says how many referrals each would leave under the others", async () => {
  const asked: string[] = [];
  server.use(
    http.get("*/api/v1/referrals/counts", ({ request }) => {
      asked.push(new URL(request.url).search);
      return HttpResponse.json({ by_status: { certified: 7, closed_unfilled: 2 } });
    }),
  );
  const { user } = open("/referrals?overdue=true&status=filled");
  await user.click(await screen.findByRole("combobox", { name: "Status" }));
  expect(await screen.findByRole("option", { name: "Closed unfilled (2)" })).toBeInTheDocument();
  expect(screen.getByRole("option", { name: "Filled (0)" })).toBeInTheDocument();
  expect(asked).toEqual(["?overdue=true"]);
});
