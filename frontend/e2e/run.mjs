// Runs the journeys in a real browser: against ELIGO_E2E_URL, or against demo servers of its own on fresh data.

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

/** The tests of some files, one file after the other; resolves to the exit code, once what they said is out. */
function runTests(url, files) {
  const tests = spawn(process.execPath, ["--test", "--test-concurrency=1", "--test-reporter=spec", ...files], {
    env: { ...process.env, ELIGO_E2E_URL: url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = [];
  tests.stdout.on("data", (piece) => said.push(piece));
  return new Promise((resolve) =>
    tests.once("close", (code) => {
      process.stdout.write(Buffer.concat(said));
      resolve(code ?? 1);
    }),
  );
}

const all = readdirSync(here)
  .filter((name) => name.endsWith(".test.mjs"))
  .map((name) => path.join(here, name));
// The tour takes as long as the other journeys together. Each half has a server, since they move its clock.
const halves = [
  all.filter((file) => file.endsWith("thread.test.mjs")),
  all.filter((file) => !file.endsWith("thread.test.mjs")),
];
const given = process.env.ELIGO_E2E_URL?.replace(/\/$/, "");
const stops = [];
const stopAll = () => Promise.all(stops.map((stop) => stop()));
for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, () => {
    stopAll().then(() => process.exit(130));
  });

/** One half on a server of its own; whoever gave a server has everything run on it, one after the other. */
async function runHalf(files) {
  const server = await startServer();
  stops.push(server.stop);
  return runTests(server.url, files);
}

try {
  const ended = await Promise.allSettled(given ? [runTests(given, all)] : halves.map(runHalf));
  for (const { reason } of ended) if (reason) console.error(reason);
  process.exitCode = Math.max(...ended.map(({ value }) => value ?? 1));
} finally {
  await stopAll();
}
