// An exam analyst, by keyboard alone, from a file with columns of its own to the report of an adopted list.
//
// The file is data/exam-scores.csv, 13 rows. The model takes the mean of Paper and Interview, each at most 100 and
// needing 70, and adds 5 for a veteran, so that the scores are worked out in the head:
//   Okafor (95+93)/2 = 94 and Lee (90+88)/2+5 = 94 share rank 1; Novak 90 is 2; Ortiz 85 is 3; Haddad 82 is 4;
//   Kowalski 79 is 5; Adeyemi 74 is 6; Brandt fails on Paper 60; Sato did not come.
// Refused: Weber (105 of 100), Doe (no number), Ortiz again with other facts, Rossi ("8O" with a letter).
// Haddad protests; the interview was 94, so the score is (80+94)/2 = 87 and the rank 3, and Ortiz is 4.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";

import { counts, inspect, launch, openPage, records, steps } from "./browser.mjs";
import { keyboard } from "./keyboard.mjs";
import { dataFile, newTag, password, seats, signedIn, staff } from "./office.mjs";

const tag = newTag();
const names = { model: `MEAN-${tag}`, list: `1823-${tag}`, jobClass: `C${tag}` };
const step = steps();

let browser, page, complaints, keys, office, listPath;

before(async () => {
  office = await signedIn();
  await seats(office, tag, {});
  await office.make("/scoring-models", {
    code: names.model,
    title: "Mean of paper and interview",
    components: ["written", "oral"].map((name) => ({
      name,
      weight: "0.5",
      max: "100",
      pass_fraction: "0.7",
      hurdle: true,
    })),
    scale: { pass: "70", max: "100", pass_fraction: "0.7" },
    credits: [{ kind: "veteran", values: { veteran: "5", disabled: "10" } }],
    decimals: 2,
    rounding: "half_up",
  });
  browser = await launch();
  ({ page, complaints } = await openPage(browser, { isMouseless: true }));
  keys = keyboard(page);
});
after(async () => {
  await browser?.close();
});

const button = (name) => page.getByRole("button", { name, exact: true });
const link = (name) => page.getByRole("link", { name, exact: true });
const box = (name) => page.getByRole("combobox", { name });
const heading = (name) => page.getByRole("heading", { level: 1, name });
const roster = () => page.getByRole("table", { name: new RegExp(`Eligibles of ${names.list}`) });
const standings = async () => (await records(roster())).map((row) => `${row.Rank} ${row.Score} ${row.Name}`);

step("signs in and makes a list", async () => {
  await page.goto("/sign-in");
  await keys.type(page.getByLabel("E-mail"), staff.examAnalyst);
  await keys.type(page.getByRole("textbox", { name: "Password" }), password);
  await keys.keys.press("Enter");
  await heading("Home").waitFor();
  await keys.keys.press("l");
  await keys.press(link("New list"));
  await keys.type(page.getByRole("textbox", { name: "Code", exact: true }), names.list);
  await keys.choose(box("Job class"), new RegExp(names.jobClass), names.jobClass);
  await keys.choose(box("Certification rule"), /^R3 /, "R3");
  await keys.choose(box("Scoring model"), new RegExp(names.model), names.model);
  await inspect(page, "examination-new-list");
  await keys.press(button("Create list"));
  await keys.arrived(names.list);
  listPath = new URL(page.url()).pathname;
});

step("brings a file with heads of its own and says what each column is", async () => {
  await keys.press(link("Import"));
  await keys.arrived(`Import results into ${names.list}`);
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), keys.press(button("Choose a file"))]);
  await chooser.setFiles(dataFile("exam-scores.csv"));
  await page.getByRole("table", { name: "First rows of the file" }).waitFor();
  await page.getByText("semicolon").waitFor();
  await inspect(page, "examination-found");
  await keys.press(button("Choose columns"));
  await page.getByText(/No column yet for: .*Written, Oral/).waitFor();
  const columns = {
    Ref: "Applicant number",
    Family: "Last name",
    Given: "First name",
    Mailbox: "E-mail",
    Paper: "Written",
    Interview: "Oral",
    Service: "Veteran credit",
    Came: "Attendance",
  };
  for (const [column, field] of Object.entries(columns))
    await keys.choose(box(`What column ${column} becomes`), field, field);
  await inspect(page, "examination-columns");
  await keys.press(button("Preview"));
  await page.getByRole("heading", { name: "Rejected rows" }).waitFor();
});

step("sees what would come in and which rows cannot, each with its reason, and takes the rest", async () => {
  const found = await counts(page);
  assert.deepEqual(
    [found["Rows read"], found.New, found.Changed, found.Rejected],
    ["13", "9", "0", "4"],
    JSON.stringify(found),
  );
  const rejected = await records(page.getByRole("table", { name: "Rejected rows" }));
  assert.deepEqual(
    rejected.map((row) => [row.Row, row.Code]),
    [
      ["9", "bad_score"],
      ["10", "missing_candidate_id"],
      ["11", "conflicting_duplicate"],
      ["13", "bad_score"],
    ],
  );
  assert.match(rejected[0].Why, /105/);
  await inspect(page, "examination-preview");
  await keys.press(button("Import 9 rows"));
  await page.getByText("9 results stand on the list's record.").waitFor();
  await inspect(page, "examination-imported");
  await keys.press(link("Go to the list"));
  await keys.openTab("Results");
  const results = await page.getByRole("table", { name: /Examination results/ });
  await results.getByRole("row").nth(9).waitFor();
  assert.deepEqual(
    (await records(results)).filter((row) => row.Attendance === "No show").map((row) => row.Name),
    ["Sato, Yui"],
  );
  await inspect(page, "examination-results");
});

step("sees every score before it counts, and applies them", async () => {
  await keys.press(button("Score").first());
  await keys.arrived(`Scoring of ${names.list}`);
  const found = await counts(page);
  assert.deepEqual([found.Passed, found.Failed, found["Not scored"]], ["7", "1", "1"]);
  const rows = await records(page.getByRole("table", { name: "Scores before and after" }));
  const lars = rows.find((row) => row.Name === "Brandt, Lars");
  assert.match(lars.Why, /below pass.*written/i);
  await inspect(page, "examination-scoring");
  await keys.press(button("Apply these scores"));
  const panel = await keys.panel("Apply scores");
  await keys.press(panel.getByRole("button", { name: "Apply scores" }));
  await roster().getByText("Adeyemi, Tola").waitFor();
  assert.deepEqual(await standings(), [
    "1 94.00 Lee, Min-jun",
    "1 94.00 Okafor, Adaeze",
    "2 90.00 Novak, Petra",
    "3 85.00 Ortiz, Carmen",
    "4 82.00 Haddad, Yusuf",
    "5 79.00 Kowalski, Ewa",
    "6 74.00 Adeyemi, Tola",
  ]);
});

step("posts the list, and writes down a protest and a note", async () => {
  await keys.press(button("Post"));
  let panel = await keys.panel(`Post ${names.list}`);
  await panel.getByText("7 eligibles on 6 ranks").waitFor();
  await inspect(page, "examination-post");
  await keys.press(panel.getByRole("button", { name: "Post list" }));
  await keys.closed(panel);
  await page.getByText("Tentative").first().waitFor();

  await keys.openTab("Protests");
  await keys.press(button("File a protest"));
  panel = await keys.panel(`File a protest against ${names.list}`);
  await keys.choose(panel.getByRole("combobox", { name: "Person" }), /Haddad, Yusuf/, "Haddad");
  await keys.type(panel.getByRole("textbox", { name: "Grounds" }), "The interview was 94 points and not 84.");
  await inspect(page, "examination-protest");
  await keys.press(panel.getByRole("button", { name: "File protest" }));
  await keys.closed(panel);
  await page.getByRole("row").filter({ hasText: "Haddad, Yusuf" }).getByText("Undecided").waitFor();

  await keys.openTab("Timeline");
  await keys.type(
    page.getByRole("textbox", { name: "Note on this list" }),
    "The sheets of the interview are in box 12.",
  );
  await keys.press(button("Write note"));
  await page.getByText("The sheets of the interview are in box 12.").first().waitFor();
  await inspect(page, "examination-note");
});

step("corrects the result; the score moves only with a scoring that says whom it touches", async () => {
  await keys.openTab("Results");
  await keys.press(button("Correct the result of Haddad, Yusuf"));
  const panel = await keys.panel("Correct the result of Haddad, Yusuf");
  await keys.type(panel.getByRole("textbox", { name: "Oral, raw score" }), "94");
  await keys.type(panel.getByRole("textbox", { name: "Reason" }), "Copied wrongly from the sheet");
  await inspect(page, "examination-correct");
  await keys.press(panel.getByRole("button", { name: "Correct result" }));
  await keys.closed(panel);
  await page.getByText("Results here were corrected after the scores were applied.").waitFor();

  await keys.press(button("Score").first());
  await keys.arrived(`Scoring of ${names.list}`);
  await page.getByText("Only the result corrected since the last scoring was scored again").waitFor();
  const found = await counts(page);
  assert.equal(found["Score changed"], "1");
  const rows = await records(page.getByRole("table", { name: "Scores before and after" }));
  const moved = rows.find((row) => row.Name === "Haddad, Yusuf");
  assert.deepEqual(
    [moved["Score before"], moved["Score after"], moved["Rank before"], moved["Rank after"]],
    ["82.00", "87.00", "4", "3"],
  );
  await inspect(page, "examination-rescore");
  await keys.press(button("Apply these scores"));
  const apply = await keys.panel("Apply scores");
  await keys.type(apply.getByRole("textbox", { name: "Reason" }), "Protest of Yusuf Haddad");
  await keys.press(apply.getByRole("button", { name: "Apply scores" }));
  await roster().getByText("87.00").waitFor();
  assert.deepEqual((await standings()).slice(2, 5), [
    "2 90.00 Novak, Petra",
    "3 87.00 Haddad, Yusuf",
    "4 85.00 Ortiz, Carmen",
  ]);
});

step("grants the protest", async () => {
  await keys.openTab("Protests");
  await keys.press(page.getByRole("row").filter({ hasText: "Haddad, Yusuf" }).getByRole("button"));
  const panel = await keys.panel(/^P/);
  await keys.pick(panel.getByRole("radiogroup"), "Grant");
  await keys.type(panel.getByRole("textbox", { name: "Reason" }), "The sheet says 94.");
  await inspect(page, "examination-grant");
  await keys.press(panel.getByRole("button", { name: "Grant", exact: true }));
  await keys.closed(panel);
  await page.getByRole("row").filter({ hasText: "Haddad, Yusuf" }).getByText("Granted").waitFor();
});

step("adopts the list only after the inspection, by its name", async () => {
  const adopt = async () => {
    await keys.press(button("Adopt"));
    const panel = await keys.panel(`Adopt ${names.list}`);
    await keys.type(panel.getByRole("textbox", { name: /to confirm/ }), names.list);
    await keys.press(panel.getByRole("button", { name: "Adopt list" }));
    return panel;
  };
  const early = await adopt();
  await early.getByRole("alert").waitFor();
  await inspect(page, "examination-adopt-early");
  await keys.press(early.getByRole("button", { name: "Keep as it is" }));
  await keys.closed(early);
  await office.pass(14);
  await page.reload();
  const panel = await adopt();
  await keys.closed(panel);
  await page.getByText("Adopted").first().waitFor();
  await page.goto(listPath);
  await page.getByText("7 of 7 active").waitFor();
});

step("has the eligible list made as a PDF and takes it home", async () => {
  await keys.openTab("Documents");
  await keys.press(button("Eligible list as PDF"));
  const download = page.getByRole("link", { name: /^Download/ }).first();
  await download.waitFor({ timeout: 60_000 });
  const [file] = await Promise.all([page.waitForEvent("download"), keys.press(download)]);
  assert.match(file.suggestedFilename(), new RegExp(`${names.list}.*\\.pdf$`));
  assert.equal(
    readFileSync(await file.path())
      .subarray(0, 5)
      .toString(),
    "%PDF-",
  );
});

step("used no mouse, and the browser complained of nothing", () => {
  assert.deepEqual(complaints, []);
});
