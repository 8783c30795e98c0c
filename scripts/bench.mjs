// `npm run bench -- [options]`: installs the peers into bench/ where they are missing, then measures. See bench/src/options.ts.
import { spawnSync } from "node:child_process";
import { statSync, utimesSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";

install();
const { denoBinary, run } = await import("./launcher/deno.mjs");
const options = process.argv.slice(2);
const bench = fileURLToPath(new URL("../bench/", import.meta.url));
const installed = `${bench}node_modules/.package-lock.json`;
const changed = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (!options.includes("--help") && changed(installed) < changed(`${bench}package-lock.json`)) {
  process.stderr.write("Installing the peers into bench/ (once) …\n");
  // Without their scripts: some would download.
  const { status } = spawnSync("npm", ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: bench, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
  utimesSync(installed, new Date(), new Date()); // npm leaves it alone where nothing was missing
}
process.exitCode = options.includes("--page")
  ? await run(process.execPath, [`${bench}browser.mjs`])
  : await run(denoBinary(), ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", `${bench}src/main.ts`, ...options]);
