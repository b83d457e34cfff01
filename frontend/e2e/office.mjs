// What stands in an agency before a journey begins, made through the API as an office would make it.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { url } from "./browser.mjs";

export const password = process.env.ELIGO_DEMO_PASSWORD ?? "eligo-demo";
export const staff = {
  administrator: process.env.ELIGO_E2E_EMAIL ?? "admin@demo.example",
  examAnalyst: "exam@demo.example",
  certificationAnalyst: "cert@demo.example",
};
const DAY = 86_400;
const ENDED = ["succeeded", "partly_failed", "failed", "cancelled"];

/** A few letters that no other run has. */
export const newTag = () => Math.random().toString(36).slice(2, 7).toUpperCase();

export const dataFile = (name) => fileURLToPath(new URL(`data/${name}`, import.meta.url));

/** Somebody signed in through the API. */
export async function signedIn(email = staff.administrator, secret = password) {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email, password: secret }),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  const cookie = answer.headers.getSetCookie().map((one) => one.split(";")[0]);
  const { csrf_token: token } = await answer.json();

  async function call(method, path, body, version) {
    const isFile = body instanceof FormData;
    const said = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        Cookie: cookie.join("; "),
        "X-CSRF-Token": token,
        ...(method === "POST" && { "Idempotency-Key": randomUUID() }),
        ...(version && { "If-Match": `"${version}"` }),
        ...(body && !isFile && { "Content-Type": "application/json" }),
      },
      ...(body && { body: isFile ? body : JSON.stringify(body) }),
    });
    assert.ok(said.ok, `${method} ${path}: ${said.status} ${await said.clone().text()}`);
    return said.json();
  }

  const read = (path) => call("GET", path);
  const make = (path, body = {}, version = undefined) => call("POST", path, body, version);

  /** Work in the background, to its end. */
  async function done(job) {
    let now = job;
    for (let looks = 0; !ENDED.includes(now.status); looks += 1) {
      assert.ok(looks < 600, `job ${now.kind} does not end`);
      await new Promise((next) => setTimeout(next, 100));
      now = await read(`/jobs/${job.id}`);
    }
    assert.equal(now.status, "succeeded", JSON.stringify(now.error));
    return now.result;
  }

  const change = (path, body, version) => call("PATCH", path, body, version);
  const pass = (days) => make("/demo/clock", { advance_seconds: days * DAY });
  return { call, read, make, change, done, pass };
}

/** A job class, departments, and positions of them: `{ D1: ["P1", "P2"] }` by code and number. */
export async function seats(office, tag, wanted) {
  const jobClass = await office.make("/job-classes", { code: `C${tag}`, title: "Senior Administrative Analyst" });
  const departments = {};
  const positions = {};
  for (const [code, numbers] of Object.entries(wanted)) {
    departments[code] = await office.make("/departments", { code, title: `Department ${code}` });
    for (const number of numbers)
      positions[number] = await office.make("/positions", {
        number,
        title: "Analyst",
        job_class_id: jobClass.id,
        department_id: departments[code].id,
        employment: "permanent",
      });
  }
  return { jobClass, departments, positions };
}

/** An adopted list under the Rule of Three Scores, of the final scores in a file. */
export async function adoptedList(office, code, jobClass, file) {
  const rules = await office.read("/certification-rules?limit=200");
  const rule = rules.items.find((one) => one.code === "R3" && one.status === "active");
  const terms = { code, job_class_id: jobClass.id, list_type: "discrete", certification_rule_id: rule.id };
  const { id } = await office.make("/eligible-lists", { ...terms, duration_months: 12 });
  const path = `/eligible-lists/${id}`;
  const form = new FormData();
  form.set("format", "generic");
  form.set("file", new Blob([readFileSync(dataFile(file))], { type: "text/csv" }), file);
  const found = await office.make(`${path}/imports`, form);
  await office.done(await office.make(`/imports/${found.id}/commit`, {}, found.version));
  const scored = await office.done(await office.make(`${path}/scorings`));
  const scoring = await office.read(`/scorings/${scored.scoring_id}`);
  await office.done(await office.make(`/scorings/${scoring.id}/apply`, {}, scoring.version));
  await office.make(`${path}/post`, {}, (await office.read(path)).version);
  await office.pass(14);
  return office.make(`${path}/adopt`, {}, (await office.read(path)).version);
}
