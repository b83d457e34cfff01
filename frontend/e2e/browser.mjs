// What the journeys share: a browser, steps, a sign-in, the axe check, pictures.

import { AxeBuilder } from "@axe-core/playwright";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium as playwright } from "playwright-core";

import { chromium } from "./chromium.mjs";

export const url = process.env.ELIGO_E2E_URL;
const email = process.env.ELIGO_E2E_EMAIL ?? "admin@demo.example";
const password = process.env.ELIGO_DEMO_PASSWORD ?? "eligo-demo";
const shots = fileURLToPath(new URL("shots", import.meta.url));

export const wide = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

export function launch() {
  return playwright.launch(chromium());
}

const opened = [];
const asked = []; // the last requests to the API and how each was answered

/** A page that fails the test on whatever the browser complains of: an exception, a refused script, a 500. */
export async function openPage(
  browser,
  { viewport = wide, colorScheme = "light", storageState, reducedMotion = "no-preference", isMouseless = false } = {},
) {
  const context = await browser.newContext({
    baseURL: url,
    viewport,
    colorScheme,
    reducedMotion,
    acceptDownloads: true,
    ...(storageState && { storageState }),
  });
  const page = await context.newPage();
  opened.push(page);
  if (isMouseless)
    await page.addInitScript(() => {
      window.addEventListener("pointerdown", () => console.error("a mouse was used"), { capture: true });
    });
  page.setDefaultTimeout(30_000);
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    // A refused request is a part of some journeys; its status is asserted where it belongs.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (request.url().includes("/api/") && !request.url().includes("/jobs?")) asked.push(request);
    if (asked.length > 12) asked.shift();
  });
  page.on("response", (response) => {
    if (response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`);
  });
  return { page, context, complaints };
}

/** Steps that build on one another: after the first that fails the others fail at once. */
export function steps() {
  let isBroken = false;
  return (name, act) =>
    test(name, async (t) => {
      if (isBroken) throw new Error("an earlier step failed");
      isBroken = true;
      try {
        await act(t);
      } catch (error) {
        for (const page of opened) await tell(page, t);
        throw error;
      }
      isBroken = false;
    });
}

/** What a page shows and where the focus is: what is needed to understand a step that failed. */
async function tell(page, t) {
  if (page.isClosed()) return;
  const shown = await page.evaluate(() => {
    const dialog = [...document.querySelectorAll('[role="dialog"]')].at(-1);
    const focused = document.activeElement?.outerHTML.slice(0, 300) ?? "nowhere";
    return `focus: ${focused}\n${(dialog ?? document.body).innerText.slice(0, 1500)}`;
  });
  const requests = await Promise.all(
    asked.map(async (one) => {
      const answer = await Promise.race([one.response(), new Promise((resolve) => setTimeout(resolve, 100))]);
      return `${one.method()} ${one.url()} ${answer?.status() ?? "is not answered"}`;
    }),
  );
  t.diagnostic([page.url(), shown, ...requests].join("\n"));
}

export async function signIn(page) {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
}

/** In the page: nothing moves and every layer is opaque. */
function isStill() {
  const layers = [...document.querySelectorAll('[role="dialog"], [role="menu"]')];
  const opaque = layers.every((one) => getComputedStyle(one).opacity === "1");
  return opaque && document.getAnimations().every((one) => one.playState !== "running");
}

/** Axe over the whole page: nothing may be found. */
export async function assertAccessible(page, what) {
  // What is still fading in has not its colours yet: wait until nothing moves and every layer is opaque.
  await page.waitForFunction(isStill, undefined, { polling: 50 });
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    // The rows of a table are alike: thirty stand for hundreds, which would take minutes.
    .exclude("tbody tr:nth-child(n+31)")
    // Without frames there is nothing to gather in a page of its own.
    .setLegacyMode()
    .analyze();
  const found = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes
      .slice(0, 3)
      .map((node) => `${node.target.join(" ")}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`),
  }));
  assert.deepEqual(found, [], `axe on ${what}`);
}

/** A page as a journey meets it: nothing for axe to find, nothing wider than a phone, and a picture of both. */
export async function inspect(page, name) {
  await settle(page);
  await picture(page, name);
  await assertAccessible(page, name);
  await page.setViewportSize(phone);
  await page.waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth).catch(() => undefined);
  await page.waitForFunction(isStill, undefined, { polling: 50 });
  await assertFits(page, `${name} at ${phone.width}`);
  await picture(page, `${name}-${phone.width}`);
  await page.setViewportSize(wide);
}

/** The rows of a table that are drawn now, each as its texts by the heads of the columns. */
export const records = (table, rows = "tbody tr:not([aria-hidden]):not([data-line])") =>
  table.evaluate((drawn, chosen) => {
    const heads = [...drawn.querySelectorAll("thead th")].map((cell) => cell.textContent?.trim() ?? "");
    return [...drawn.querySelectorAll(chosen)].map((row) =>
      Object.fromEntries([...row.children].map((cell, place) => [heads[place], cell.textContent?.trim() ?? ""])),
    );
  }, rows);

/** The counts that stand above a table, by their terms. */
export const counts = async (page) =>
  Object.fromEntries(
    await page
      .locator("dl > div")
      .evaluateAll((pairs) => pairs.map((pair) => [...pair.children].map((part) => part.textContent?.trim() ?? ""))),
  );

/** Nothing may stick out to the right: tables scroll inside their own frame. */
export async function assertFits(page, what) {
  const surplus = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(surplus <= 0, `${what} is ${surplus} px wider than the screen`);
}

export async function picture(page, name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${name}.png`), animations: "disabled" });
}

/** Waits until fonts are in and nothing is being loaded any more. */
export async function settle(page) {
  await page.waitForFunction(() => !document.querySelector('[role="status"] [aria-hidden="true"]'));
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** Notes the duration of every animation that scripts start from here on, in `window.travels`. */
export function watchMotion(page) {
  return page.evaluate(() => {
    window.travels = [];
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (frames, options) {
      if (this.matches("tr[data-line]")) window.travels.push(options.duration);
      return animate.call(this, frames, options);
    };
  });
}
