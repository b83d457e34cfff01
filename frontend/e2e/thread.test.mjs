// From nothing to a hire, as a person does it: every step on a screen.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";

import {
  assertAccessible,
  assertFits,
  launch,
  openPage,
  phone,
  picture,
  records,
  settle,
  signIn,
  steps,
  watchMotion,
  wide,
} from "./browser.mjs";

/** Every page that there is; a unit test compares it with the route tree. */
const tour = JSON.parse(readFileSync(fileURLToPath(new URL("tour.json", import.meta.url)), "utf8"));
const data = (name) => fileURLToPath(new URL(`../../tests/data/${name}`, import.meta.url));
const results = data("sf_exam_results.csv");
const expected = JSON.parse(readFileSync(data("expected_public.json"), "utf8")).files["sf_exam_results.csv"];
const tag = Math.random().toString(36).slice(2, 7).toUpperCase();
const names = {
  class: `C${tag}`,
  department: `D${tag}`,
  model: `M${tag}`,
  list: `1823-${tag}`,
  positions: [`P${tag}1`, `P${tag}2`],
};

let browser, page, context, complaints, storageState;
const routes = {};
const step = steps();

before(async () => {
  browser = await launch();
  ({ page, context, complaints } = await openPage(browser));
});
after(async () => {
  await browser?.close();
});

const here = () => new URL(page.url()).pathname;
const dialog = (name) => page.getByRole("dialog", { name });
const choose = async (scope, label, option) => {
  await scope
    .getByRole("combobox", { name: label })
    .or(scope.getByRole("textbox", { name: label }))
    .first()
    .click();
  await page.getByRole("option", { name: option }).first().click();
};

step("a wrong password is refused in words", async () => {
  await page.goto("/lists");
  await page.waitForURL(/\/sign-in/);
  await page.getByLabel("E-mail").fill("admin@demo.example");
  await page.getByRole("textbox", { name: "Password" }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "alert");
});

step("signing in leads home", async () => {
  await signIn(page);
  storageState = await context.storageState();
});

step("a job class, a department, positions and a scoring model are made on their pages", async () => {
  await page.goto("/job-classes");
  await page.getByRole("button", { name: "New class" }).first().click();
  await dialog("New job class").getByLabel("Code").fill(names.class);
  await dialog("New job class").getByLabel("Title").fill("Senior Administrative Analyst");
  await page.getByRole("button", { name: "Create class" }).click();
  await page.getByRole("rowheader", { name: names.class }).waitFor();

  await page.goto("/departments");
  await page.getByRole("button", { name: "New department" }).first().click();
  await dialog("New department").getByLabel("Code").fill(names.department);
  await dialog("New department").getByLabel("Title").fill("Public Works");
  await page.getByRole("button", { name: "Create department" }).click();
  await page.getByRole("rowheader", { name: names.department }).waitFor();

  await page.goto("/positions");
  for (const number of names.positions) {
    await page.getByRole("button", { name: "New position" }).first().click();
    const panel = dialog("New position");
    await panel.getByLabel("Position number").fill(number);
    await panel.getByLabel("Title").fill("Analyst");
    await choose(panel, "Job class", names.class);
    await choose(panel, "Department", names.department);
    await panel.getByRole("button", { name: "Create position" }).click();
    await panel.waitFor({ state: "detached" });
    await page.getByRole("searchbox", { name: "Search by number" }).fill(number);
    await page.getByRole("rowheader", { name: number }).waitFor();
  }

  await page.goto("/scoring-models/new");
  await page.getByLabel("Code").fill(names.model);
  await page.getByLabel("Title").fill("Written, oral, training");
  await page.getByRole("button", { name: "Create model" }).click();
  await page.getByRole("heading", { name: new RegExp(names.model) }).waitFor();
});

step("a list is made", async () => {
  await page.goto("/lists/new");
  await page.getByRole("textbox", { name: "Code", exact: true }).fill(names.list);
  await choose(page, "Job class", names.class);
  await choose(page, "Certification rule", /^R3 /);
  await choose(page, "Scoring model", names.model);
  await page.getByRole("button", { name: "Create list" }).click();
  await page.getByRole("heading", { level: 1, name: names.list }).waitFor();
  routes.list = here();
});

step("the results come in from a file; rejected rows say why; all valid rows are stored", async () => {
  await page.getByRole("link", { name: "Import", exact: true }).click();
  await page.locator('input[type="file"]').setInputFiles(results);
  await page.getByRole("table", { name: "First rows of the file" }).waitFor();
  routes.import = here();
  routes.imported = here() + new URL(page.url()).search;
  await picture(page, "journey-import-found");
  await page.getByRole("button", { name: "Choose columns" }).click();
  await page.getByText("The columns are guessed from the heads").waitFor();
  await picture(page, "journey-import-columns");
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await page.getByRole("heading", { name: "Rejected rows" }).waitFor();
  const counts = await page.locator("dl > div").allInnerTexts();
  const count = (term) =>
    counts
      .find((text) => text.startsWith(term))
      ?.split("\n")
      .at(-1);
  assert.equal(count("Rows read"), String(expected.rows_read));
  assert.equal(count("Rejected"), String(expected.rows_rejected));
  const codes = await page
    .getByRole("table", { name: "Rejected rows" })
    .locator("tbody tr td:last-child")
    .allInnerTexts();
  assert.deepEqual(
    codes.sort(),
    expected.rejected
      .slice(0, 100)
      .map((row) => row.reason)
      .sort(),
  );
  await assertAccessible(page, "import preview");
  await picture(page, "journey-import-preview");
  await page.getByRole("button", { name: `Import ${expected.rows_valid} rows` }).click();
  await page.getByText(new RegExp(`${expected.rows_valid} results stand on the list's record`)).waitFor();
});

step("scores are seen before they count, and applied as they were seen", async () => {
  await page.getByRole("button", { name: "Score", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: `Scoring of ${names.list}` }).waitFor();
  routes.scoring = here();
  const counts = await page.locator("dl > div").allInnerTexts();
  const passed = expected.candidates.filter((candidate) => candidate[3] === "passed").length;
  assert.ok(
    counts.some((text) => text.replace(/\s+/g, " ") === `Passed ${passed}`),
    counts.join("; "),
  );
  await picture(page, "journey-scoring");
  await page.getByRole("button", { name: "Apply these scores" }).click();
  await dialog("Apply scores").getByRole("button", { name: "Apply scores" }).click();
  await page.getByRole("table", { name: new RegExp(`Eligibles of ${names.list}`) }).waitFor();
});

/**
 * Turns the wheel until a row is drawn after the one that was seen last: further pages come as one scrolls, even after one
 * has looked, and a closing panel holds it still.
 */
async function scrollOn(table, seenLast) {
  const drawn = await table.elementHandle();
  const isFurther = ([one, last]) =>
    one.querySelector("tbody tr:not([aria-hidden])") &&
    ![...one.querySelectorAll("tbody tr:not([aria-hidden])")].at(-1).textContent.includes(last);
  for (let turns = 0; turns < 60; turns += 1) {
    if (await page.evaluate(isFurther, [drawn, seenLast])) return;
    await page.mouse.wheel(0, 400);
    await page.waitForFunction(isFurther, [drawn, seenLast], { timeout: 400 }).catch(() => undefined);
  }
  assert.fail(`no further rows are drawn after ${seenLast}`);
}

step("ranks, scores and the score report on screen are the expected ones", async () => {
  const table = page.getByRole("table", { name: new RegExp(`Eligibles of ${names.list}`) });
  const passed = expected.candidates.filter((one) => one[3] === "passed");
  const right = new Map(passed.map((one) => [one[0], [one[0], one[1], one[2]]]));
  const seen = new Map();
  // Only the rows in sight are drawn: look at each window on the way down.
  let before = [];
  let last = "nobody";
  async function look() {
    const rows = await records(table);
    if (rows.length === 0) return; // not drawn yet
    const isJoined = before.length === 0 || rows.some((row) => before.includes(row.Rank));
    assert.ok(isJoined, `rows were left out between rank ${before.at(-1)} and ${rows[0].Rank}`);
    for (const row of rows) seen.set(row["Applicant number"], row);
    before = rows.map((row) => row.Rank);
    last = rows.at(-1)["Applicant number"];
  }
  await look();
  for (let looks = 0; seen.size < passed.length && looks < 200; looks += 1) {
    await scrollOn(table, last);
    await look();
  }
  assert.equal(seen.size, passed.length);
  for (const row of seen.values())
    assert.deepEqual([row["Applicant number"], row.Score, Number(row.Rank)], right.get(row["Applicant number"]));
  await page.mouse.wheel(0, -100_000);
  await page.getByRole("tab", { name: "Scores" }).click();
  const reportTable = page.getByRole("table", { name: new RegExp(`Score report of ${names.list}`) });
  await reportTable.locator("tbody tr").nth(20).waitFor();
  const report = await reportTable
    .locator("tbody tr:not([aria-hidden])")
    .evaluateAll((rows) => rows.map((row) => [...row.children].slice(0, 3).map((cell) => cell.textContent ?? "")));
  assert.ok(report.length > 20);
  for (const [rank, score, people] of report)
    assert.deepEqual([Number(rank), score, Number(people)], expected.score_report[Number(rank) - 1]);
});

step("a list is posted, cannot be adopted during inspection, and is adopted after it", async () => {
  await page.goto(routes.list);
  await page.getByRole("button", { name: "Post", exact: true }).click();
  await picture(page, "journey-post");
  await dialog(`Post ${names.list}`).getByRole("button", { name: "Post list" }).click();
  const adopt = async () => {
    await page.getByRole("button", { name: "Adopt", exact: true }).click();
    const panel = dialog(`Adopt ${names.list}`);
    await panel.getByLabel(/to confirm/).fill(names.list);
    await panel.getByRole("button", { name: "Adopt list" }).click();
    return panel;
  };
  const early = await adopt();
  await early.getByRole("alert").waitFor();
  await picture(page, "journey-adopt-too-early");
  await early.getByRole("button", { name: "Keep as it is" }).click();
  await page.getByRole("button", { name: /^Demo clock/ }).click();
  await page.getByLabel("Days").fill("14");
  await page.getByRole("button", { name: "Move 14 days" }).click();
  await page.keyboard.press("Escape");
  await adopt();
  await page.getByRole("link", { name: "Certify" }).waitFor();
});

step("the score report is made as a PDF and comes down", async () => {
  await page.goto(`${routes.list}?tab=documents`);
  await page.getByRole("button", { name: "Score report as PDF" }).click();
  const link = page.getByRole("link", { name: /^Download/ }).first();
  await link.waitFor({ timeout: 60_000 });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const file = readFileSync(await download.path());
  assert.equal(file.subarray(0, 5).toString(), "%PDF-");
  await picture(page, "journey-documents");
});

step("two positions under the Rule of Three: four ranks in reach, each person with the reason", async () => {
  await page.goto(routes.list);
  await page.getByRole("link", { name: "Certify" }).click();
  await page
    .getByRole("combobox", { name: "Positions" })
    .or(page.getByRole("textbox", { name: "Positions" }))
    .first()
    .click();
  for (const number of names.positions) {
    await page.keyboard.type(number);
    await page.getByRole("option", { name: new RegExp(number) }).click();
  }
  await page.keyboard.press("Escape");
  await picture(page, "journey-certify");
  await page.getByRole("button", { name: "Certify to 2 positions" }).click();
  await standings().waitFor();
  routes.referral = here();
  assert.match(await line(), /4 ranks in reach/);
  const rows = await people();
  const above = rows.filter((row) => row.standing === "Reachable");
  assert.deepEqual([...new Set(above.map((row) => row.rank))], [1, 2, 3, 4]);
  assert.ok(rows.filter((row) => row.rank > 4).every((row) => row.standing === "Alternate"));
  for (const row of rows) assert.ok(row.reason.length > 10, JSON.stringify(row));
  await picture(page, "journey-referral");
});

const standings = () => page.getByRole("table", { name: /Eligibles by rank/ });
const line = (of = page) => of.locator("tr[data-line] strong").innerText();
const people = () =>
  records(standings()).then((rows) =>
    rows.map((row) => ({ rank: Number(row.Rank), name: row.Name, standing: row.Standing, reason: row.Reason })),
  );

async function dispose(name, disposition, after = async () => undefined) {
  await page.getByRole("button", { name: `Set disposition of ${name}`, exact: true }).click();
  const panel = dialog(name);
  await panel.getByRole("radio", { name: disposition, exact: true }).check();
  await after(panel);
  await panel.getByRole("button", { name: new RegExp(`^Record`) }).click();
  await panel.waitFor({ state: "detached" });
}

step("the why drawer gives the sentence, what would change it, and the rule", async () => {
  const alternate = (await people()).find((row) => row.standing === "Alternate");
  await page.getByRole("button", { name: `Why is ${alternate.name} alternate?`, exact: true }).click();
  const drawer = dialog(`Why: ${alternate.name}`);
  await drawer.getByText("What would change it").waitFor();
  await drawer.getByText(/R3/).first().waitFor();
  await assertAccessible(page, "why drawer");
  await picture(page, "journey-why");
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
});

step("a whole rank waives and the next opens, on this screen and on another, without a reload", async () => {
  const other = await openPage(browser, { storageState, reducedMotion: "reduce" });
  await other.page.goto(routes.referral);
  const [before, elsewhere] = [await line(), await line(other.page)];
  assert.equal(elsewhere, before);
  await watchMotion(page);
  await watchMotion(other.page);
  await page.evaluate(() => {
    window.wasNeverReloaded = true;
  });
  const first = (await people()).filter((row) => row.rank === 1);
  for (const person of first) await dispose(person.name, "Waived");
  await page.getByText(/(person is|people are) now reachable/).waitFor();
  for (const person of first)
    await page.locator("tbody tr", { hasText: person.name }).getByText("Unavailable", { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => window.wasNeverReloaded), true);
  const rows = await people();
  assert.ok(rows.filter((row) => row.rank === 1).every((row) => row.standing === "Unavailable"));
  assert.deepEqual(
    [...new Set(rows.filter((row) => row.standing === "Reachable").map((row) => row.rank))],
    [2, 3, 4, 5],
  );
  await picture(page, "journey-line-moved");
  // The other browser window hears of it through the event stream.
  await other.page.locator("tbody tr", { hasText: "Unavailable" }).first().waitFor();
  assert.equal(await line(other.page), await line());
  // Where motion is wanted the line travels for 200 ms; where it is not, it is simply there.
  assert.ok((await page.evaluate(() => window.travels)).includes(200));
  assert.deepEqual(await other.page.evaluate(() => window.travels), []);
  assert.deepEqual(other.complaints, []);
  await other.context.close();
});

step("somebody in reach is selected and hired; the position is filled", async () => {
  const person = (await people()).find((row) => row.standing === "Reachable");
  await dispose(person.name, "Selected");
  await page.locator("tbody tr", { hasText: person.name }).getByText("Selected").waitFor();
  await dispose(person.name, "Hired");
  await page.locator("tbody tr", { hasText: person.name }).getByText("Hired").first().waitFor();
  await page.getByText("Filled").first().waitFor();
  await picture(page, "journey-hired");
});

const schemes = ["light", "dark"];

step("axe finds nothing on any page, in both schemes, and every page fits a phone", async (t) => {
  await page.goto("/people");
  routes.person = await page.getByRole("table").getByRole("link").first().getAttribute("href");
  await page.goto("/rules");
  routes.rule = await page.locator('#main a[href^="/rules/"]').first().getAttribute("href");
  await page.goto("/scoring-models");
  routes.model = await page.locator('#main a[href^="/scoring-models/0"]').first().getAttribute("href");
  await page.goto("/banding-models/new");
  await page.getByLabel("Code").fill("B-1");
  await page.getByLabel("Title").fill("Three bands");
  await page.getByRole("button", { name: "Create model" }).click();
  await page.getByRole("heading", { name: "B-1 · Three bands" }).waitFor();
  routes.banding = new URL(page.url()).pathname;
  const addressOf = (stop) => stop.address.replace(/\{(\w+)\}/, (_, name) => routes[name]);

  /** One stop in a window of its own scheme and width. */
  async function visit(stop, { page: each, colorScheme, viewport }) {
    const what = `${stop.name}, ${colorScheme}, ${viewport.width}`;
    await each.goto(addressOf(stop));
    await each
      .locator("#main :is(h1, [role=alert], p:not(.print-only))")
      .or(each.getByRole("heading", { level: 1 }))
      .first()
      .waitFor();
    await settle(each);
    await picture(each, `${stop.name}-${colorScheme}-${viewport.width}`);
    await assertFits(each, what);
    // Colours differ by scheme and structure by width: the fourth combination has nothing of its own.
    if (viewport === wide || colorScheme === "light") await assertAccessible(each, what);
  }

  const looks = schemes.flatMap((colorScheme) => [wide, phone].map((viewport) => ({ colorScheme, viewport })));
  const open = (state) =>
    Promise.all(looks.map(async (look) => ({ ...look, ...(await openPage(browser, { ...look, ...state })) })));
  const [inside, outside] = [await open({ storageState }), await open({})];
  for (const stop of tour)
    await t.test(stop.name, async () => {
      await Promise.all((stop.isOutside ? outside : inside).map((one) => visit(stop, one)));
    });
  for (const one of [...inside, ...outside]) {
    assert.deepEqual(one.complaints, []);
    await one.context.close();
  }
});

step("the browser complained of nothing on the way", () => {
  assert.deepEqual(complaints, []);
});
