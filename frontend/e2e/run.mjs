// Runs the journeys in a real browser: against ELIGO_E2E_URL, or against a demo server of its own on fresh data.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const project = path.resolve(here, "../..");
const READY_SECONDS = 120;

/** A port that was free a moment ago. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function isReady(url) {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

/** Starts `eligo up --demo` and waits until it answers. */
async function startServer() {
  const program = path.join(project, ".venv/bin/eligo");
  if (!existsSync(program)) throw new Error("The server is not installed: start ./run once, or set ELIGO_E2E_URL.");
  if (!existsSync(path.join(here, "../dist/index.html"))) throw new Error("Nothing is built: npm run build.");
  const folder = mkdtempSync(path.join(os.tmpdir(), "eligo-e2e-"));
  const log = path.join(folder, "server.log");
  const url = `http://127.0.0.1:${await freePort()}`;
  const env = {
    ...process.env,
    ELIGO_DATA_DIR: path.join(folder, "var"),
    ELIGO_HOST: "127.0.0.1",
    ELIGO_PORT: new URL(url).port,
  };
  const output = openSync(log, "w");
  const server = spawn(program, ["up", "--demo"], { cwd: project, env, stdio: ["ignore", output, output] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const stop = async () => {
    if (server.exitCode === null) server.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let waited = 0; waited < READY_SECONDS * 4; waited += 1) {
    if (server.exitCode !== null) break;
    if (await isReady(url)) return { url, stop };
    await pause(250);
  }
  const said = readFileSync(log, "utf8").slice(-4000);
  await stop();
  throw new Error(`The server did not come up:\n${said}`);
}

/** Every *.test.mjs beside this file, one after the other. */
function runTests(url) {
  const files = readdirSync(here)
    .filter((name) => name.endsWith(".test.mjs"))
    .map((name) => path.join(here, name));
  const tests = spawn(process.execPath, ["--test", "--test-concurrency=1", "--test-reporter=spec", ...files], {
    env: { ...process.env, ELIGO_E2E_URL: url },
    stdio: "inherit",
  });
  return new Promise((resolve) => tests.once("exit", (code) => resolve(code ?? 1)));
}

const given = process.env.ELIGO_E2E_URL;
const server = given ? { url: given.replace(/\/$/, ""), stop: async () => undefined } : await startServer();
for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, () => {
    server.stop().then(() => process.exit(130));
  });
try {
  process.exitCode = await runTests(server.url);
} finally {
  await server.stop();
}
