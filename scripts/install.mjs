// Installs what package-lock.json names, where it is missing or older than the lock file. Speaks on stderr only, so that
// a command's own stdout stays clean. Needs nothing but Node and npm.
import { spawnSync } from "node:child_process";
import { statSync, utimesSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Brings node_modules up to the lock file. Ends this process with npm's exit code where that fails. */
export function install() {
  // npm writes this file last: an interrupted installation has none.
  if (changed("node_modules/.package-lock.json") >= changed("package-lock.json")) return;
  process.stderr.write("Installing what package-lock.json names (once) …\n");
  // Not `npm ci`: it refuses a lock file that lacks another platform's optional binary. This installs the locked versions too.
  const { status, error } = npm(["install", "--no-save", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (status === 0) return;
  process.stderr.write(`npm install failed${error ? `: ${error.message}` : ""}. Next: run \`npm install\` here and read what it says.\n`);
  process.exit(status ?? 1);
}

/**
 * The same of a folder that has a lock file of its own, without the packages' scripts: some would download.
 * @param what for the message
 */
export function installInto(folder, what) {
  const installed = `${folder}/node_modules/.package-lock.json`;
  if (changed(installed) >= changed(`${folder}/package-lock.json`)) return;
  process.stderr.write(`Installing ${what} into ${folder}/ (once) …\n`);
  const { status } = npm(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder);
  if (status !== 0) process.exit(status ?? 1);
  utimesSync(`${root}${installed}`, new Date(), new Date()); // npm leaves it alone where nothing was missing
}

/** The time a file of this repository changed, in milliseconds; 0 where there is none. */
function changed(path) {
  return statSync(new URL(path, new URL("..", import.meta.url)), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Runs the npm that started us, else the one on the PATH; its stdout goes to stderr. */
function npm(npmArguments, folder = "") {
  const options = { cwd: `${root}${folder}`, stdio: ["ignore", 2, 2] };
  const script = process.env.npm_execpath;
  if (script && basename(script) === "npm-cli.js") return spawnSync(process.execPath, [script, ...npmArguments], options);
  return spawnSync("npm", npmArguments, { ...options, shell: process.platform === "win32" });
}
