// A certification analyst's week, by keyboard alone: who is in reach, who was asked, who answered, who is out, who is
// hired and not, and the end of it. The list is data/final-scores.csv: one person a score, but two at 97.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { inspect, launch, openPage, records, steps } from "./browser.mjs";
import { keyboard } from "./keyboard.mjs";
import { adoptedList, newTag, password, seats, signedIn, staff } from "./office.mjs";

const tag = newTag();
const names = { department: `D${tag}`, list: `L-${tag}`, positions: [`P${tag}1`, `P${tag}2`] };
const step = steps();

let browser, page, complaints, keys, office, referral;

before(async () => {
  office = await signedIn();
  const { jobClass } = await seats(office, tag, { [names.department]: names.positions });
  await adoptedList(office, names.list, jobClass, "final-scores.csv");
  browser = await launch();
  ({ page, complaints } = await openPage(browser, { isMouseless: true }));
  keys = keyboard(page);
});
after(async () => {
  await browser?.close();
});

const button = (name) => page.getByRole("button", { name });
const link = (name) => page.getByRole("link", { name, exact: true });
const standings = () => page.getByRole("table", { name: /Eligibles by rank/ });
const people = async () => Object.fromEntries((await records(standings())).map((row) => [row.Name, row]));
/** Who is in reach once the last of them is: the line is asked for beside the standings, and may be here before them. */
async function reachableWhen(last) {
  await standings().locator("tr", { hasText: last }).getByText("Reachable", { exact: true }).waitFor();
  return Object.entries(await people())
    .filter(([, row]) => row.Standing === "Reachable")
    .map(([name]) => name);
}
/** Waits until the line says how many ranks and people are in reach. */
const lineSays = (text) => page.locator("tr[data-line]", { hasText: text }).waitFor();

async function dispose(name, disposition) {
  await keys.press(button(`Set disposition of ${name}`));
  const panel = await keys.panel(name);
  await keys.pick(panel.getByRole("radiogroup"), disposition);
  await keys.press(panel.getByRole("button", { name: `Record ${disposition.toLowerCase()}` }));
  await keys.closed(panel);
}

step("signs in and goes to the referrals with one key", async () => {
  await page.goto("/sign-in");
  await keys.type(page.getByLabel("E-mail"), staff.certificationAnalyst);
  await keys.type(page.getByRole("textbox", { name: "Password" }), password);
  await keys.keys.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  await keys.keys.press("r");
  await page.getByRole("heading", { level: 1, name: "Referrals" }).waitFor();
});

step("sees in the wizard who would be in reach before anything is certified", async () => {
  await keys.press(link("New referral"));
  await keys.arrived("New referral");
  await keys.choose(page.getByRole("combobox", { name: "Adopted list" }), names.list, names.list);
  const positions = page.getByRole("combobox", { name: "Positions" });
  const preview = page.getByRole("table", { name: "Who would be in reach" });
  const would = async (last) => {
    await preview.getByRole("rowheader", { name: last }).waitFor();
    return (await records(preview)).map((row) => `${row.Rank} ${row.Score} ${row.Name}`);
  };
  await keys.choose(positions, new RegExp(names.positions[0]), names.positions[0]);
  // Three ranks for one position; the second rank is two people.
  const three = ["1 98 Abara, Chidi", "2 97 Bello, Amina", "2 97 Castro, Lucía", "3 96 Dao, Minh"];
  assert.deepEqual(await would("Dao, Minh"), three);
  await keys.choose(positions, new RegExp(names.positions[1]), names.positions[1]);
  assert.deepEqual(await would("Eriksen, Liv"), [...three, "4 95 Eriksen, Liv"]);
  await keys.tabTo(button("Certify to 2 positions"));
  await inspect(page, "certification-wizard");
  await keys.press(button("Certify to 2 positions"));
  await lineSays("4 ranks in reach, 5 people may be appointed");
  assert.deepEqual(await reachableWhen("Eriksen, Liv"), [
    "Abara, Chidi",
    "Bello, Amina",
    "Castro, Lucía",
    "Dao, Minh",
    "Eriksen, Liv",
  ]);
  referral = { path: new URL(page.url()).pathname, number: await page.getByRole("heading", { level: 1 }).innerText() };
  await inspect(page, "certification-referral");
});

step("records who was asked and what came back by hand; the rest stands on the due list", async () => {
  await keys.openTab("Inquiries");
  await keys.press(button("Record inquiry to all in reach…"));
  const sent = await keys.panel("Record an inquiry");
  await keys.press(sent.getByRole("button", { name: "Record inquiry" }));
  await keys.closed(sent);
  await page.getByText("5 inquiries").waitFor();
  for (const [name, answer] of [
    ["Abara, Chidi", "Interested"],
    ["Castro, Lucía", "Waives this referral"],
  ]) {
    await keys.press(button(`Record the answer of ${name}`));
    const reply = await keys.panel(`Answer of ${name}`);
    await keys.pick(reply.getByRole("radiogroup"), answer);
    await keys.press(reply.getByRole("button", { name: "Record answer" }));
    await keys.closed(reply);
  }
  const inquiries = page.getByRole("table", { name: "Inquiries" });
  await inquiries.locator("tr", { hasText: "Castro, Lucía" }).getByText("Waived").first().waitFor();
  await inspect(page, "certification-inquiries");

  await keys.keys.press("r");
  await keys.press(link("Answers due"));
  const due = page.getByRole("row").filter({ hasText: referral.number });
  await due.getByRole("cell", { name: "Running" }).waitFor();
  assert.equal(await due.getByRole("cell").nth(1).innerText(), "3");
  await inspect(page, "certification-due");
  await office.pass(14);
  await page.reload();
  await due.getByRole("cell", { name: "Over" }).waitFor();
});

step("decides on several at once: who may not move is named, the rest goes on a second word", async () => {
  await keys.press(due());
  await page.getByRole("tabpanel", { name: "Inquiries" }).waitFor();
  await keys.openTab("Standings");
  for (const name of ["Abara, Chidi", "Bello, Amina", "Dao, Minh"])
    await keys.check(page.getByRole("checkbox", { name: `Pick ${name}` }));
  await page.getByText("3 people picked").waitFor();
  await keys.press(button("Set disposition…"));
  const panel = await keys.panel("Decide on 3 people together");
  await keys.choose(panel.getByRole("combobox", { name: "Disposition" }), "No response");
  await keys.press(panel.getByRole("button", { name: "Preview" }));
  await panel.getByText("1 person may not move:").waitFor();
  const refused = panel.getByRole("listitem").filter({ hasText: "Abara, Chidi" });
  await refused.getByText("From “interested” there is no way to “no response”.").waitFor();
  await panel.getByText("2 people become no response").waitFor();
  await inspect(page, "certification-bulk");
  await keys.press(panel.getByRole("button", { name: "Record for 2 people, leave the rest" }));
  await keys.closed(panel);
});

const due = () => page.getByRole("link", { name: referral.number, exact: true });

step("a rank that is out opens the next: the supplement is here, with its people named", async () => {
  // The ranks of 97 (Bello silent, Castro waived) and 96 (Dao silent) are out: those of 94 and 93 come into reach.
  await page.getByText("2 people are now reachable: Farkas, Zoltán (94); Gomez, Inés (93).").waitFor();
  await lineSays("4 ranks in reach, 4 people may be appointed");
  assert.deepEqual(await reachableWhen("Gomez, Inés"), [
    "Abara, Chidi",
    "Eriksen, Liv",
    "Farkas, Zoltán",
    "Gomez, Inés",
  ]);
  const rows = await people();
  for (const name of ["Bello, Amina", "Castro, Lucía", "Dao, Minh"]) assert.equal(rows[name].Standing, "Unavailable");
  assert.equal(rows["Hadi, Samira"].Standing, "Alternate");
  await inspect(page, "certification-supplement");
});

step("selects, hires, and undoes the hire with a reason", async () => {
  await dispose("Abara, Chidi", "Selected");
  await dispose("Abara, Chidi", "Hired");
  await page.getByRole("row").filter({ hasText: "Abara, Chidi" }).getByText("Hired").first().waitFor();
  await page.getByText("Filled").first().waitFor();
  await keys.press(button("Rescind the hire of Abara, Chidi"));
  const panel = await keys.panel("Rescind the hire of Abara, Chidi");
  const reason = /declined after the hire/;
  await keys.choose(panel.getByRole("combobox", { name: "Reason" }), reason, "declined");
  await inspect(page, "certification-rescind");
  await keys.press(panel.getByRole("button", { name: "Rescind hire" }));
  await keys.closed(panel);
  await page.getByText("Abara, Chidi: Selected.").waitFor();
  // The note comes with the answer; the table is read anew after it.
  await page.getByRole("row").filter({ hasText: "Abara, Chidi" }).getByText("Reachable", { exact: true }).waitFor();
});

step("is reminded of the report back, closes the referral, and is reminded no more", async () => {
  await office.pass(40);
  await page.goto("/referrals");
  await keys.check(page.getByRole("checkbox", { name: "Report back overdue" }));
  await due().waitFor();
  await keys.press(due());
  await keys.arrived(referral.number);
  await page.getByText("overdue", { exact: true }).waitFor();
  await keys.command(button("More actions"), "Close referral…");
  const panel = await keys.panel(`Close ${referral.number}`);
  await panel.getByText("Nobody was hired. 2 positions are still vacant").waitFor();
  await keys.type(panel.getByRole("textbox", { name: /Reason/ }), "The department reports: no offer was accepted");
  await inspect(page, "certification-close");
  await keys.press(panel.getByRole("button", { name: "Close referral" }));
  await keys.closed(panel);
  await page.getByText("Closed unfilled").first().waitFor();
  await keys.openTab("Timeline");
  await page.getByText("The department reports: no offer was accepted").waitFor();
  await page.goto("/referrals?overdue=true");
  await page.getByRole("heading", { level: 1, name: "Referrals" }).waitFor();
  await page.getByRole("table", { name: "Referrals" }).waitFor();
  assert.equal(await due().count(), 0);
});

step("used no mouse, and the browser complained of nothing", () => {
  assert.deepEqual(complaints, []);
});
