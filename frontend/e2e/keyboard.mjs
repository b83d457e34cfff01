// A person without a mouse: Tab until the thing has the focus, then keys. Nothing here clicks.

import assert from "node:assert/strict";

const MOST_TABS = 90;
const MOST_STEPS = 60;

/** In the page: whether the focus is on one of these. */
const holdsFocus = (found) => found.includes(document.activeElement);

/** In the page: what is wrong with how the focus shows, or null. A box that is hidden shows its ring on its neighbours. */
function faultOfFocus() {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return "nothing has the focus";
  const near = [focused, ...(focused.parentElement?.querySelectorAll("*") ?? [])].slice(0, 40);
  const isOutlined = (one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
  };
  const edge = getComputedStyle(focused).getPropertyValue("--input-bd-focus").trim();
  if (!near.some(isOutlined) && !edge) return "the focus cannot be seen";
  const box = focused.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)];
  if (x < 0 || y < 0 || x > window.innerWidth || y > window.innerHeight) return "what has the focus is out of sight";
  return null;
}

const whereFocusIs = () => document.activeElement?.outerHTML.slice(0, 200) ?? "nowhere";

/** The keys of a page. Targets are locators by role and name, so that what is found is what a screen reader finds. */
export function keyboard(page) {
  const { keyboard: keys } = page;
  const has = (target) => target.evaluateAll(holdsFocus);

  /** Presses a key until the target has the focus; fails after a bound. */
  async function until(target, key, most) {
    for (let pressed = 0; pressed <= most; pressed += 1) {
      if (await has(target)) return;
      await keys.press(key);
    }
    assert.fail(`${key} does not reach ${target} in ${most} steps; it is at ${await page.evaluate(whereFocusIs)}`);
  }

  async function tabTo(target, key = "Tab") {
    await target.first().waitFor();
    await until(target, key, MOST_TABS);
    assert.equal(await page.evaluate(faultOfFocus), null, `${target}: ${await page.evaluate(whereFocusIs)}`);
  }

  async function press(target, key = "Enter") {
    await tabTo(target);
    await keys.press(key);
  }

  /** Types over whatever stands in a field. A date is typed as its digits: month, day, year. */
  async function type(target, text) {
    await tabTo(target);
    await keys.press("ControlOrMeta+a");
    await keys.type(text);
  }

  /** Takes an option of a list that drops down; what is typed first narrows a list that can be searched. */
  async function choose(target, option, typed = "") {
    await tabTo(target);
    await keys.press("ArrowDown");
    if (typed) await keys.type(typed);
    const wanted = page.getByRole("option", { name: option }).first();
    await wanted.waitFor();
    // The list is narrowed a moment after the key; an option taken before would be another one.
    await page.waitForFunction(
      (text) =>
        [...document.querySelectorAll('[role="option"]')]
          .filter((one) => one.checkVisibility())
          .every((one) => one.textContent.toLowerCase().includes(text)),
      typed.toLowerCase(),
    );
    const field = await target.elementHandle();
    const taken = await wanted.elementHandle();
    // A list of which one is taken closes a moment after; one of which several are taken stays open and marks it.
    const isTaken = ([one, its]) =>
      one.getAttribute("aria-expanded") !== "true" || its.getAttribute("aria-selected") === "true";
    for (let pressed = 0; !(await page.evaluate(isTaken, [field, taken])); pressed += 1) {
      assert.ok(pressed < MOST_STEPS, `the arrow keys do not reach the option ${option}`);
      const isMarked = (await taken.getAttribute("data-combobox-selected")) !== null;
      await keys.press(isMarked ? "Enter" : "ArrowDown");
      // The mark is lost for a moment where the list was just narrowed: Enter then takes nothing, and is pressed again.
      if (isMarked) await page.waitForFunction(isTaken, [field, taken], { timeout: 1500 }).catch(() => undefined);
    }
  }

  /** Takes one of a group of radio buttons, which is one stop for Tab. */
  async function pick(group, name) {
    await tabTo(group.getByRole("radio"));
    const wanted = group.getByRole("radio", { name, exact: true });
    await until(wanted, "ArrowDown", MOST_STEPS);
    if (!(await wanted.isChecked())) await keys.press("Space");
    assert.ok(await wanted.isChecked());
  }

  async function check(box) {
    await tabTo(box);
    if (!(await box.isChecked())) await keys.press("Space");
  }

  /** Opens one of the tabs of a page. */
  async function openTab(name) {
    await tabTo(page.getByRole("tab"));
    await until(page.getByRole("tab", { name, exact: true }), "ArrowRight", MOST_STEPS);
    await page.getByRole("tabpanel", { name, exact: true }).waitFor();
  }

  /** Opens a menu and takes an item of it. */
  async function command(menu, item) {
    await press(menu);
    const wanted = page.getByRole("menuitem", { name: item });
    await wanted.waitFor();
    await until(wanted, "ArrowDown", MOST_STEPS);
    await keys.press("Enter");
  }

  /** A panel that opened: it has taken the focus. */
  async function panel(name) {
    const opened = page.getByRole("dialog", { name });
    await opened.waitFor();
    await page.waitForFunction((one) => one.contains(document.activeElement), await opened.elementHandle());
    return opened;
  }

  /** A panel that closed: the focus is not lost, and whoever goes on with Tab goes on from where it was opened. */
  async function closed(panelThatWas) {
    await panelThatWas.waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement && document.activeElement !== document.body);
  }

  /** Another page: it has taken the focus, so that Tab and a screen reader begin with it. */
  async function arrived(name) {
    await page.getByRole("heading", { level: 1, name }).waitFor();
    await page.waitForFunction(() => document.getElementById("main")?.contains(document.activeElement));
  }

  return { arrived, tabTo, press, type, choose, pick, check, openTab, command, panel, closed, keys };
}
