// `npm run docs`: installs TypeDoc into reference/ where it is missing, then writes the API reference to dist/api.
import { spawnSync } from "node:child_process";
import { statSync, utimesSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";

install();
const folder = fileURLToPath(new URL("./reference/", import.meta.url));
const changed = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const installed = `${folder}node_modules/.package-lock.json`;
if (changed(installed) < changed(`${folder}package-lock.json`)) {
  process.stderr.write("Installing TypeDoc into scripts/reference (once) …\n");
  const options = { cwd: folder, stdio: ["ignore", 2, 2], shell: process.platform === "win32" };
  const words = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync("npm", words, options);
  if (status !== 0) process.exit(status ?? 1);
  utimesSync(installed, new Date(), new Date()); // npm leaves it alone where nothing was missing
}
const { buildReference } = await import("./reference/build.mjs");
process.exitCode = await buildReference();
