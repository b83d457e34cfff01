// An administrator, by keyboard alone: somebody is invited and joins by the link, gets a role and a department, loses
// both; a holiday; a key that another system signs in with.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { inspect, launch, openPage, records, steps, url } from "./browser.mjs";
import { keyboard } from "./keyboard.mjs";
import { newTag, password, seats, signedIn, staff } from "./office.mjs";

const tag = newTag();
const names = {
  department: `D${tag}`,
  person: `Ottilie Vandersloot ${tag}`,
  email: `ottilie-${tag.toLowerCase()}@demo.example`,
  secret: `a harbour at dawn ${tag}`,
  holiday: `Founders' Day ${tag}`,
  key: `Payroll ${tag}`,
};
const step = steps();

let browser, page, keys, complaints, guest;

before(async () => {
  await seats(await signedIn(), tag, { [names.department]: [] });
  browser = await launch();
  ({ page, complaints } = await openPage(browser, { isMouseless: true }));
  keys = keyboard(page);
});
after(async () => {
  await browser?.close();
});

const heading = (name, of = page) => of.getByRole("heading", { level: 1, name });
const button = (name) => page.getByRole("button", { name });

async function signIn(of, person, secret) {
  const hands = keyboard(of);
  await hands.type(of.getByLabel("E-mail"), person);
  await hands.type(of.getByRole("textbox", { name: "Password" }), secret);
  await hands.keys.press("Enter");
  await heading("Home", of).waitFor();
}

/** Goes somewhere by the command palette: types its name and takes it. */
async function goTo(command, title) {
  await keys.keys.press("ControlOrMeta+k");
  await page.getByRole("textbox", { name: /Search/ }).waitFor();
  await keys.keys.type(command);
  const action = page.getByRole("button", { name: command });
  await action.waitFor();
  for (let pressed = 0; (await action.first().getAttribute("data-selected")) === null; pressed += 1) {
    assert.ok(pressed < 20, `the arrow keys do not reach ${command}`);
    await keys.keys.press("ArrowDown");
  }
  await keys.keys.press("Enter");
  await heading(title).waitFor();
}

step("signs in and opens the users by their name", async () => {
  await page.goto("/sign-in");
  await signIn(page, staff.administrator, password);
  await goTo("Settings: Users", "Users");
});

step("invites somebody by a link that is shown once", async () => {
  await keys.press(button("Invite somebody"));
  let panel = await keys.panel("Invite somebody");
  await keys.type(panel.getByLabel("E-mail"), names.email);
  await keys.type(panel.getByRole("textbox", { name: "Name" }), names.person);
  await keys.check(panel.getByRole("checkbox", { name: "Exam analyst" }));
  await inspect(page, "administration-invite");
  await keys.press(panel.getByRole("button", { name: "Make the invitation" }));
  panel = await keys.panel(`Invitation for ${names.person}`);
  guest = { link: await panel.getByRole("textbox", { name: "Link" }).inputValue() };
  await inspect(page, "administration-link");
  await keys.press(panel.getByRole("button", { name: "Done" }));
  await keys.closed(panel);
  await page.getByRole("row").filter({ hasText: names.person }).getByText("Invited").waitFor();
});

step("the invited person sets a password and signs in; the link works no more", async () => {
  Object.assign(guest, await openPage(browser, { isMouseless: true }));
  const hands = keyboard(guest.page);
  await guest.page.goto(guest.link);
  await hands.type(guest.page.getByRole("textbox", { name: "New password" }), names.secret);
  await inspect(guest.page, "administration-join");
  await hands.press(guest.page.getByRole("button", { name: "Join" }));
  await heading("Your password is set", guest.page).waitFor();
  await hands.press(guest.page.getByRole("link", { name: "Go to sign in" }));
  await signIn(guest.page, names.email, names.secret);
  const menu = guest.page.getByRole("navigation", { name: "Main menu" });
  await menu.getByRole("link", { name: "Lists" }).waitFor();
  const late = await openPage(browser, { isMouseless: true });
  await late.page.goto(guest.link);
  await heading("This link opens nothing", late.page).waitFor();
  await late.context.close();
});

step("gives another role with a department; the old sign-in ends by itself and the new one sees less", async () => {
  await page.reload();
  await page.getByRole("row").filter({ hasText: names.person }).getByText("Active").waitFor();
  await keys.press(button(`Change ${names.person}`));
  const panel = await keys.panel(names.person);
  await keys.press(panel.getByRole("checkbox", { name: "Exam analyst" }), "Space");
  await keys.check(panel.getByRole("checkbox", { name: "Hiring manager" }));
  await keys.choose(
    panel.getByRole("combobox", { name: "Departments" }),
    new RegExp(names.department),
    names.department,
  );
  await keys.tabTo(panel.getByRole("button", { name: "Save" }));
  await inspect(page, "administration-roles");
  await keys.press(panel.getByRole("button", { name: "Save" }));
  await keys.closed(panel);
  await page.getByRole("row").filter({ hasText: names.person }).getByText(`${names.department} Department`).waitFor();

  await guest.page.getByRole("button", { name: "Sign in" }).waitFor();
  await signIn(guest.page, names.email, names.secret);
  const menu = guest.page.getByRole("navigation", { name: "Main menu" });
  await menu.getByRole("link", { name: "Referrals" }).waitFor();
  assert.equal(await menu.getByRole("link", { name: "Lists" }).count(), 0);
});

step("adds a holiday", async () => {
  await goTo("Settings: Holidays", /^Holidays/);
  const year = (await heading(/^Holidays/).innerText()).slice(-4);
  await keys.press(button("Add a holiday"));
  const panel = await keys.panel("Add a holiday");
  await keys.tabTo(panel.getByLabel("Day"));
  await keys.keys.type(`0417${year}`);
  await keys.type(panel.getByRole("textbox", { name: "Name" }), names.holiday);
  await keys.press(panel.getByRole("button", { name: "Add", exact: true }));
  await keys.closed(panel);
  const added = page.getByRole("row").filter({ hasText: names.holiday });
  await added.getByText(`Apr 17, ${year}`).waitFor();
});

step("makes a key, with which another system reads what it may and nothing else", async () => {
  await goTo("Settings: API keys", "API keys");
  await keys.press(button("New API key").first());
  let panel = await keys.panel("New API key");
  await keys.type(panel.getByRole("textbox", { name: "Name" }), names.key);
  await keys.choose(panel.getByRole("combobox", { name: "Scopes" }), "organization:read", "organization:read");
  await keys.press(panel.getByRole("button", { name: "Make the key" }));
  panel = await keys.panel(`API key ${names.key}`);
  const token = await panel.getByRole("textbox", { name: "API key" }).inputValue();
  await inspect(page, "administration-key");
  await keys.press(panel.getByRole("button", { name: "Done" }));
  await keys.closed(panel);
  const row = (await records(page.getByRole("table", { name: "API keys" }))).find((one) => one.Name === names.key);
  assert.equal(row.Scopes, "organization:read");

  const ask = (path) => fetch(`${url}/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } });
  const departments = await (await ask("/departments?limit=500")).json();
  assert.ok(departments.items.some((one) => one.code === names.department));
  assert.equal((await ask("/users")).status, 403);
  assert.equal((await ask("/eligible-lists")).status, 403);

  await keys.press(button(`Revoke ${names.key}`));
  const end = await keys.panel(`Revoke ${names.key}`);
  await keys.press(end.getByRole("button", { name: "Revoke", exact: true }));
  await keys.closed(end);
  await page.getByRole("row").filter({ hasText: names.key }).waitFor({ state: "detached" });
  assert.equal((await ask("/departments")).status, 401);
});

step("deactivates the person, whose next key leads to the sign-in, which is refused", async () => {
  await goTo("Settings: Users", "Users");
  await keys.press(button(`Change ${names.person}`));
  const panel = await keys.panel(names.person);
  await keys.press(panel.getByRole("button", { name: "Deactivate…" }));
  const sure = panel.getByRole("group", { name: `Deactivate ${names.person}` });
  await inspect(page, "administration-deactivate");
  await keys.press(sure.getByRole("button", { name: "Deactivate", exact: true }));
  await keys.closed(panel);
  await page.getByRole("row").filter({ hasText: names.person }).getByText("Deactivated").waitFor();
  const hands = keyboard(guest.page);
  await hands.keys.press("r");
  await guest.page.getByRole("button", { name: "Sign in" }).waitFor();
  await hands.type(guest.page.getByLabel("E-mail"), names.email);
  await hands.type(guest.page.getByRole("textbox", { name: "Password" }), names.secret);
  await hands.keys.press("Enter");
  await guest.page.getByRole("alert").waitFor();
});

step("used no mouse, and the browsers complained of nothing", () => {
  assert.deepEqual(complaints, []);
  assert.deepEqual(guest.complaints, []);
});
