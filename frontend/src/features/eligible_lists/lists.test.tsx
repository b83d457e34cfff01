import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";

import { page } from "../../test/fixtures/answers";
import { list } from "../../test/fixtures/eligible_lists";
import { open } from "../../test/render";
import { refuse, server } from "../../test/server";

test("lists show their status as a word and link to the list", async () => {
  open("/lists");
  const table = await screen.findByRole("table", { name: "Eligible lists" });
  const row = within(table).getAllByRole("row")[1] as HTMLElement;
  expect(within(row).getByRole("link", { name: "1823-C00185" })).toHaveAttribute("href", "/lists/l1");
  expect(row).toHaveTextContent("Adopted");
  expect(row).toHaveTextContent("Senior Administrative Analyst");
});

test("eligibles show where they stand on open referrals, and each leads to the reasons there", async () => {
  const { user } = open("/lists/l1");
  const table = await screen.findByRole("table", { name: /^Eligibles of 1823-C00185/ });
  const row = async (name: string) =>
    (await within(table).findByRole("rowheader", { name })).closest("tr") as HTMLElement;
  const first = await row("Okafor, Adaeze");
  expect(await within(first).findByRole("link", { name: "R-2026-014" })).toHaveAttribute(
    "href",
    "/referrals/f1?why=e1",
  );
  expect(first).toHaveTextContent("Reachable");
  const second = await row("Lee, Min-jun");
  expect(within(second).queryByText("Unavailable")).not.toBeInTheDocument();
  await user.click(within(second).getByRole("button", { name: "Lee, Min-jun: 1 more open referral" }));
  expect(await screen.findByRole("link", { name: "R-2026-009" })).toHaveAttribute("href", "/referrals/f2?why=e2");
});

test("what narrows the list stands in the address and as chips, with a way out of each", async () => {
  const { user, router } = open("/lists/l1?status=active&from=1&to=20");
  const chips = await screen.findByRole("group", { name: "Active filters" });
  await user.click(within(chips).getByRole("button", { name: "Remove filter Rank: 1 to 20" }));
  expect(router.state.location.search).toEqual({ status: "active" });
  await user.click(within(chips).getByRole("button", { name: "Clear filters" }));
  expect(router.state.location.search).toEqual({});
  await user.click(screen.getByRole("combobox", { name: "Status" }));
  expect(await screen.findByRole("option", { name: "Active (9)" })).toBeInTheDocument();
});

test("the filter by status says how many lists each would leave under the others", async () => {
  const asked: string[] = [];
  server.use(
    http.get("*/api/v1/eligible-lists/counts", ({ request }) => {
      asked.push(new URL(request.url).search);
      return HttpResponse.json({ by_status: { adopted: 1, draft: 1214 } });
    }),
  );
  const { user } = open("/lists?q=1823&status=adopted");
  await user.click(await screen.findByRole("combobox", { name: "Status" }));
  expect(await screen.findByRole("option", { name: "Draft (1,214)" })).toBeInTheDocument();
  expect(screen.getByRole("option", { name: "Adopted (1)" })).toBeInTheDocument();
  expect(screen.getByRole("option", { name: "Expired (0)" })).toBeInTheDocument();
  expect(asked).toEqual(["?q=1823"]);
});

test("without lists the page teaches the next step", async () => {
  server.use(http.get("*/api/v1/eligible-lists", () => HttpResponse.json(page([]))));
  open("/lists");
  expect(await screen.findByText(/Create one, then import the results/)).toBeInTheDocument();
});

test("a failing server is said with its request id and can be asked again", async () => {
  let calls = 0;
  server.use(
    http.get("*/api/v1/eligible-lists", () => {
      calls += 1;
      return calls === 1
        ? refuse(503, "unavailable", "The database does not answer.")
        : HttpResponse.json(page([list]));
    }),
  );
  const { user } = open("/lists");
  expect(await screen.findByRole("alert")).toHaveTextContent("The database does not answer.");
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("link", { name: "1823-C00185" })).toBeInTheDocument();
});

test("adopting asks for the list's code and sends the version that was seen", async () => {
  const sent: Record<string, string | null> = {};
  server.use(
    http.get("*/api/v1/eligible-lists/l1", () => HttpResponse.json({ ...list, status: "tentative" })),
    http.post("*/api/v1/eligible-lists/l1/adopt", ({ request }) => {
      sent.match = request.headers.get("If-Match");
      return refuse(409, "inspection_open", "The inspection period is open until Nov 24.");
    }),
  );
  const { user } = open("/lists/l1");
  await user.click(await screen.findByRole("button", { name: "Adopt" }));
  const panel = await screen.findByRole("dialog", { name: "Adopt 1823-C00185" });
  expect(panel).toHaveTextContent("9 eligibles on 6 ranks become final");
  expect(await within(panel).findByText(/2 protests are undecided/)).toBeInTheDocument();
  const adopt = within(panel).getByRole("button", { name: "Adopt list" });
  expect(adopt).toBeDisabled();
  await user.type(within(panel).getByLabelText("Type 1823-C00185 to confirm"), "1823-C00185");
  await user.click(adopt);
  expect(await within(panel).findByRole("alert")).toHaveTextContent("The inspection period is open until Nov 24.");
  expect(sent.match).toBe('"4"');
});

test("many are chosen by shift, previewed, and the rest changed only on a second confirmation", async () => {
  const sent: Record<string, unknown>[] = [];
  server.use(
    http.post("*/api/v1/eligible-lists/l1/status-changes", async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      sent.push(body);
      return HttpResponse.json({
        dry_run: body.dry_run,
        changed: 2,
        refused: 1,
        refused_people: [
          {
            eligible_id: "e3",
            person: { id: "p3", display_name: "Ortiz, Carmen" },
            status: "inactive",
            message: "From inactive there is no way to deactivate.",
          },
        ],
        digest: "abc",
        moved: [{ referral_id: "r1", number: "R-2026-014", moved: 4 }],
      });
    }),
    http.get("*/api/v1/reason-codes", () =>
      HttpResponse.json(page([{ use: "status", code: "own_request", title: "Own request", needs_note: false }])),
    ),
  );
  const { user } = open("/lists/l1");
  const boxes = await screen.findAllByRole("checkbox", { name: /^Choose / });
  await user.click(boxes[0] as HTMLElement);
  await user.keyboard("{Shift>}");
  await user.click(boxes[2] as HTMLElement);
  await user.keyboard("{/Shift}");
  const bar = screen.getByRole("region", { name: "Chosen people" });
  expect(bar).toHaveTextContent("3 people chosen");
  await user.click(within(bar).getByRole("button", { name: "Deactivate…" }));

  const panel = await screen.findByRole("dialog", { name: "Deactivate: 3 people" });
  await user.click(within(panel).getByRole("combobox", { name: /Reason/ }));
  await user.click(await screen.findByRole("option", { name: "Own request" }));
  await user.click(within(panel).getByRole("button", { name: "Preview" }));
  expect(await within(panel).findByText(/Ortiz, Carmen \(inactive\)/)).toBeInTheDocument();
  expect(panel).toHaveTextContent("R-2026-014: 4 people move");
  const act = within(panel).getByRole("button", { name: "Deactivate (2 people)" });
  expect(act).toBeDisabled();
  await user.click(within(panel).getByRole("checkbox", { name: "Leave those out and change the rest" }));
  await user.click(act);
  expect(sent).toMatchObject([
    { dry_run: true, action: "deactivate", reason_code: "own_request" },
    { dry_run: false, skip_refused: true, digest: "abc" },
  ]);
  expect((sent[0]?.eligible_ids as string[]).length).toBe(3);
}, 60_000);

test("the whole list leaves as a file with the columns that are shown and the filters of the address", async () => {
  const { user } = open("/lists/l1?hide=external,until,standing&status=active&sort=name");
  await user.click(await screen.findByRole("button", { name: /^Export all rows: Eligibles of 1823-C00185/ }));
  const workbook = await screen.findByRole("menuitem", { name: "Excel (XLSX)" });
  const address = new URL(workbook.getAttribute("href") ?? "", "http://127.0.0.1");
  expect(address.pathname).toBe("/api/v1/eligible-lists/l1/eligibles.xlsx");
  expect(Object.fromEntries(address.searchParams)).toEqual({
    status: "active",
    sort: "name",
    columns: "rank,score,name,credits,status",
  });
  expect(workbook).toHaveAttribute("download");
});

test("where they stand on open referrals leaves with the list while the table shows it", async () => {
  const { user } = open("/lists/l1?hide=external,until,credits");
  await screen.findAllByRole("link", { name: "R-2026-014" });
  await user.click(screen.getByRole("button", { name: /^Export all rows: Eligibles of 1823-C00185/ }));
  const file = new URL((await screen.findByRole("menuitem", { name: "CSV" })).getAttribute("href") ?? "", "http://x");
  expect(file.pathname).toBe("/api/v1/eligible-lists/l1/standings.csv");
  expect(file.searchParams.get("columns")).toBe("rank,score,name,status,standing");
});

test("papers that could not be read are not said to be none", async () => {
  server.use(
    http.get("*/api/v1/eligible-lists/l1/documents", () => refuse(503, "unavailable", "The database does not answer.")),
  );
  open("/lists/l1?tab=documents");
  expect(await screen.findByRole("alert")).toHaveTextContent("The database does not answer.");
  expect(screen.queryByText(/No document has been made/)).not.toBeInTheDocument();
});

test("an address that names a tab the list has not opens the first one", async () => {
  server.use(
    http.get("*/api/v1/eligible-lists/l1", () => HttpResponse.json({ ...list, status: "draft", posted_at: null })),
  );
  open("/lists/l1?tab=protests");
  expect(await screen.findByRole("tab", { name: "Eligibles", selected: true })).toBeInTheDocument();
  expect(screen.queryByRole("tab", { name: "Protests" })).not.toBeInTheDocument();
});

test("who changes a status after another one keeps what was typed, previews again and may send it", async () => {
  const sent: Record<string, unknown>[] = [];
  server.use(
    http.post("*/api/v1/eligible-lists/l1/status-changes", async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      sent.push(body);
      if (body.digest === "old")
        return refuse(409, "preview_outdated", "Since the preview somebody changed these people");
      const digest = sent.length === 1 ? "old" : "new";
      return HttpResponse.json({
        dry_run: body.dry_run,
        changed: 1,
        refused: 0,
        refused_people: [],
        moved: [],
        digest,
      });
    }),
    http.get("*/api/v1/reason-codes", () =>
      HttpResponse.json(page([{ use: "status", code: "own_request", title: "Own request", needs_note: false }])),
    ),
  );
  const { user } = open("/lists/l1");
  await user.click((await screen.findAllByRole("checkbox", { name: /^Choose / }))[0] as HTMLElement);
  await user.click(screen.getByRole("button", { name: "Deactivate…" }));
  const panel = within(await screen.findByRole("dialog", { name: "Deactivate: 1 person" }));
  await user.click(panel.getByRole("combobox", { name: /Reason/ }));
  await user.click(await screen.findByRole("option", { name: "Own request" }));
  await user.type(panel.getByRole("textbox", { name: "Note" }), "By letter");
  await user.click(panel.getByRole("button", { name: "Preview" }));
  await user.click(await panel.findByRole("button", { name: "Deactivate (1 person)" }));

  expect(await panel.findByRole("alert")).toHaveTextContent(/what you entered is kept/);
  expect(panel.getByRole("textbox", { name: "Note" })).toHaveValue("By letter");
  await user.click(panel.getByRole("button", { name: "Preview" }));
  await user.click(await panel.findByRole("button", { name: "Deactivate (1 person)" }));
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });
  expect(sent.map(({ note, digest }) => [note, digest])).toEqual([
    ["By letter", undefined],
    ["By letter", "old"],
    ["By letter", undefined],
    ["By letter", "new"],
  ]);
}, 60_000);
