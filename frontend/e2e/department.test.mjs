// A department manager, by keyboard alone: only the own department's referral, whom one may choose from, a selection,
// and why not the others. The list is data/final-scores.csv; the other department's is data/other-scores.csv.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { inspect, launch, openPage, records, steps } from "./browser.mjs";
import { keyboard } from "./keyboard.mjs";
import { adoptedList, newTag, password, seats, signedIn } from "./office.mjs";

const tag = newTag();
const names = {
  department: `D${tag}1`,
  other: `D${tag}2`,
  list: `L-${tag}1`,
  hidden: `L-${tag}2`,
  email: `manager-${tag.toLowerCase()}@demo.example`,
};
const step = steps();

let browser, page, complaints, keys, office, own, hidden;

before(async () => {
  office = await signedIn();
  const wanted = { [names.department]: [`P${tag}1`], [names.other]: [`P${tag}2`] };
  const { jobClass, departments, positions } = await seats(office, tag, wanted);
  const certify = async (code, file, number) => {
    const list = await adoptedList(office, code, jobClass, file);
    return office.make("/referrals", { eligible_list_id: list.id, position_ids: [positions[number].id] });
  };
  own = await certify(names.list, "final-scores.csv", `P${tag}1`);
  hidden = await certify(names.hidden, "other-scores.csv", `P${tag}2`);
  const agency = await office.read("/agency");
  await office.change("/agency", { pass_over_needs_reason: true }, agency.version);
  await office.make("/users", {
    email: names.email,
    name: "Rosalind Achterberg",
    roles: ["hiring_manager"],
    departments: [departments[names.department].id],
    password,
  });
  browser = await launch();
  ({ page, complaints } = await openPage(browser, { isMouseless: true }));
  keys = keyboard(page);
});
after(async () => {
  await browser?.close();
});

const button = (name) => page.getByRole("button", { name });
const heading = (name) => page.getByRole("heading", { level: 1, name });
const standings = () => page.getByRole("table", { name: /Eligibles by rank/ });
const shown = async () => (await records(standings())).map((row) => `${row.Rank} ${row.Name}: ${row.Standing}`);

step("signs in and finds the own referral at home, and nothing else in the menu", async () => {
  await page.goto("/sign-in");
  await keys.type(page.getByLabel("E-mail"), names.email);
  await keys.type(page.getByRole("textbox", { name: "Password" }), password);
  await keys.keys.press("Enter");
  await heading("Home").waitFor();
  await page.getByRole("link", { name: own.number }).first().waitFor();
  assert.equal(await page.getByText(hidden.number).count(), 0);
  const menu = page.getByRole("navigation", { name: "Main menu" });
  const places = await menu.getByRole("listitem").allInnerTexts();
  assert.deepEqual(
    places.map((one) => one.trim()),
    ["Home", "Referrals", "People", "Positions"],
  );
  await inspect(page, "department-home");
});

step("another department's referral is neither listed, nor found, nor opened", async () => {
  await keys.keys.press("r");
  await page.getByRole("table", { name: "Referrals" }).getByRole("link", { name: own.number }).waitFor();
  const listed = (await records(page.getByRole("table", { name: "Referrals" }))).map((row) => row.Referral);
  assert.deepEqual(listed, [own.number]);
  await inspect(page, "department-referrals");

  await keys.keys.press("ControlOrMeta+k");
  const search = page.getByRole("textbox", { name: /Search/ });
  await search.waitFor();
  await keys.keys.type(hidden.number);
  await page.getByText(`Nothing found for “${hidden.number}”.`).waitFor();
  await keys.keys.press("ControlOrMeta+a");
  await keys.keys.type("Quintero");
  await page.getByText("Nothing found for “Quintero”.").waitFor();
  await keys.keys.press("ControlOrMeta+a");
  await keys.keys.type(own.number);
  await page.getByRole("button", { name: own.number }).waitFor();
  await keys.keys.press("Escape");
  await search.waitFor({ state: "detached" });

  await page.goto(`/referrals/${hidden.id}`);
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByText(names.hidden).count(), 0);
  await inspect(page, "department-not-yours");
  // React writes down what its boundary shows; here that is the refusal.
  const others = complaints.splice(0).filter((one) => !one.includes("urn:eligo:problem:not_found"));
  assert.deepEqual(others, []);
});

step("lists, settings and people of others are closed", async () => {
  await page.goto("/lists");
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByText(names.list).count(), 0);
  await page.goto("/settings");
  await heading("Nothing is here").waitFor();
  await page.goto("/people");
  await page.getByRole("table").getByText("Abara, Chidi").waitFor();
  const known = (await records(page.getByRole("table"))).map((row) => row.Name);
  assert.deepEqual(known, ["Abara, Chidi", "Bello, Amina", "Castro, Lucía", "Dao, Minh"]);
  await inspect(page, "department-people");
});

step("may choose from four people, and sees nobody below the line", async () => {
  await keys.keys.press("r");
  await keys.press(page.getByRole("link", { name: own.number, exact: true }));
  await page.getByText("You may choose from these 4 people.").waitFor();
  // Three ranks for one position, the second of them two people.
  await page.getByRole("row").filter({ hasText: "Dao, Minh" }).waitFor();
  assert.deepEqual(await shown(), [
    "1 Abara, Chidi: Reachable",
    "2 Bello, Amina: Reachable",
    "2 Castro, Lucía: Reachable",
    "3 Dao, Minh: Reachable",
  ]);
  await inspect(page, "department-referral");
});

step("selects somebody", async () => {
  await keys.press(button("Set disposition of Castro, Lucía"));
  const panel = await keys.panel("Castro, Lucía");
  await keys.pick(panel.getByRole("radiogroup"), "Selected");
  await inspect(page, "department-select");
  await keys.press(panel.getByRole("button", { name: "Record selected" }));
  await keys.closed(panel);
  await page.getByRole("row").filter({ hasText: "Castro, Lucía" }).getByText("Selected", { exact: true }).waitFor();
});

step("is asked why the others were not, and cannot pass them over in silence", async () => {
  await page.getByText("3 other people in reach were not selected. This agency asks why.").waitFor();
  await inspect(page, "department-why");
  await keys.press(button("Say why…"));
  const panel = await keys.panel("Decide on 3 people together");
  await keys.press(panel.getByRole("button", { name: "Preview" }));
  await panel.getByRole("alert").getByText("Say why somebody in reach is not selected.").waitFor();
  const reason = panel.getByRole("combobox", { name: "Reason" });
  assert.equal(await reason.getAttribute("aria-invalid"), "true");
  await inspect(page, "department-why-refused");
  await keys.choose(reason, "Another eligible was better qualified", "better");
  await keys.press(panel.getByRole("button", { name: "Preview" }));
  await panel.getByText("3 people become not selected").waitFor();
  await keys.press(panel.getByRole("button", { name: "Record for 3 people" }));
  await keys.closed(panel);
  await page.getByText("3 people: Not selected.").waitFor();
  await page.getByText("This agency asks why.").waitFor({ state: "detached" });
  await page
    .getByRole("row")
    .filter({ hasText: "Dao, Minh" })
    .getByText("Not selected", { exact: true })
    .first()
    .waitFor();
  assert.deepEqual(await shown(), [
    "1 Abara, Chidi: Not selected",
    "2 Bello, Amina: Not selected",
    "2 Castro, Lucía: Reachable",
    "3 Dao, Minh: Not selected",
  ]);
  await inspect(page, "department-decided");
});

step("the reasons stand in the timeline", async () => {
  await keys.openTab("Timeline");
  await page
    .getByText(/Another eligible was better qualified|better_qualified/)
    .first()
    .waitFor();
  await inspect(page, "department-timeline");
});

step("used no mouse, and the browser complained of nothing", () => {
  assert.deepEqual(complaints, []);
});
