// Finds a Chromium that starts here, without root and without a download at test time.

import { spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const frontend = fileURLToPath(new URL("..", import.meta.url));
const systemNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

// The sandbox needs privileges that neither containers nor ordinary users have; only our own pages are opened.
// Small containers give too little shared memory. Hinting would make pictures differ between machines.
const args = ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none"];

/**
 * What to hand to playwright-core's `chromium.launch`.
 *
 * The order is CHROMIUM_PATH, a Chromium of the system, the one in the package @sparticuz/chromium (Linux on x86_64).
 *
 * @returns {{ executablePath: string, args: string[], env: Record<string, string> }}
 */
export function chromium() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) {
    if (starts(chosen, environment())) return { executablePath: chosen, args, env: environment() };
    throw new Error(`CHROMIUM_PATH is ${chosen}, which does not start: point it at a Chromium program.`);
  }
  const executablePath = onPath().find((candidate) => starts(candidate, environment()));
  return executablePath ? { executablePath, args, env: environment() } : packaged();
}

/** The programs named like Chromium on PATH. */
function onPath() {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return systemNames.flatMap((name) => folders.map((folder) => path.join(folder, name))).filter(isProgram);
}

/** The Chromium of the npm package, unpacked once per user and version. */
function packaged() {
  const advice = "install Chromium, or point CHROMIUM_PATH at one";
  if (process.platform !== "linux" || process.arch !== "x64") throw new Error(`No Chromium was found: ${advice}.`);
  const folder = unpacked();
  const executablePath = path.join(folder, "chromium");
  const libraries = path.join(folder, "al2023", "lib");
  const inherited = process.env.LD_LIBRARY_PATH;
  const withLibraries = { LD_LIBRARY_PATH: inherited ? `${libraries}${path.delimiter}${inherited}` : libraries };
  for (const extra of [{}, withLibraries]) {
    const env = environment({ ...fonts(folder), ...extra });
    if (starts(executablePath, env)) return { executablePath, args, env };
  }
  throw new Error(`The packaged Chromium does not start on this machine: ${advice}.`);
}

/** Unpacks beside the final name and renames, so that an interruption leaves nothing half-made. */
function unpacked() {
  const manifest = path.join(frontend, "node_modules", "@sparticuz", "chromium", "package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  const parent = path.join(frontend, "..", "var", "chromium", String(os.userInfo().uid));
  const folder = path.join(parent, version);
  if (existsSync(folder)) return folder;
  mkdirSync(parent, { recursive: true });
  const partial = mkdtempSync(path.join(parent, "partial-"));
  try {
    // The package unpacks into the temporary folder of its process, and its libraries only where it believes
    // to run on Amazon Linux; both are settings of the environment, so it works in a process of its own.
    const env = environment({ TMPDIR: partial, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" });
    const script = 'import pack from "@sparticuz/chromium"; await pack.executablePath();';
    const done = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: frontend,
      env,
      encoding: "utf8",
    });
    if (done.status !== 0) throw new Error(`Chromium could not be unpacked: ${done.stderr.trim()}`);
    writeFileSync(path.join(partial, "fonts.conf"), fontSettings(folder));
    try {
      renameSync(partial, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error; // another run was faster, and its copy is as good
    }
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

/** The package's fonts where the system has none; its own settings point at folders it does not unpack to here. */
function fonts(folder) {
  return existsSync("/etc/fonts/fonts.conf") ? {} : { FONTCONFIG_FILE: path.join(folder, "fonts.conf") };
}

function fontSettings(folder) {
  const dir = path.join(folder, "fonts", "fonts");
  return `<?xml version="1.0"?>\n<fontconfig><dir>${dir}</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>\n`;
}

function environment(extra = {}) {
  return { ...process.env, ...extra };
}

function starts(executablePath, env) {
  const done = spawnSync(executablePath, ["--version", "--no-sandbox"], { env, stdio: "ignore", timeout: 30_000 });
  return done.status === 0;
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
