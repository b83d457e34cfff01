// Every table leaves as a file: the link of its menu is answered, with a head for each column that is asked for.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, openPage, signIn } from "./browser.mjs";

let browser;
let page;

before(async () => {
  browser = await launch();
  ({ page } = await openPage(browser));
  await signIn(page);
});
after(() => browser.close());

const firstOf = async (path) => (await (await page.request.get(`/api/v1${path}`)).json()).items[0].id;

test("the export of every table page answers with the columns that it shows", async () => {
  const list = await firstOf("/eligible-lists?status=adopted&limit=1");
  const referral = await firstOf("/referrals?limit=1");
  const places = [
    "/lists",
    `/lists/${list}`,
    `/lists/${list}?tab=results`,
    `/lists/${list}?tab=timeline`,
    "/referrals",
    `/referrals/${referral}`,
    "/referrals/deadlines",
    "/people",
    "/positions",
    "/departments",
    "/job-classes",
    "/settings/holidays",
    "/settings/users",
    "/jobs",
    "/ledger",
  ];
  for (const place of places) {
    await page.goto(place);
    const menu = page.getByRole("button", { name: /^Export all rows/ }).first();
    await menu.waitFor().catch(() => assert.fail(`${place} offers no export`));
    await menu.click();
    const link = page.getByRole("menuitem", { name: "CSV" });
    const address = new URL(await link.getAttribute("href"), page.url());
    const answer = await page.request.get(address.href);
    assert.equal(answer.status(), 200, `${place}: ${await answer.text()}`);
    const keys = address.searchParams.get("columns").split(",");
    const asJson = await page.request.get(address.href.replace(".csv?", ".json?"));
    assert.deepEqual(Object.keys((await asJson.json())[0]), keys, place);
  }
});
