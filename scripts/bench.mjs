// `npm run bench -- [options]`: installs the peers into bench/ where they are missing, then measures. See bench/src/main.ts.
import { existsSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";

install();
const { denoBinary, run } = await import("../apps/cli/bin/deno.mjs");
const bench = fileURLToPath(new URL("../bench/", import.meta.url));
if (!existsSync(new URL("../bench/node_modules/.package-lock.json", import.meta.url))) {
  process.stderr.write("Installing the peers into bench/ (once) …\n");
  // Without their scripts: some would download.
  const { status } = spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: bench, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}
process.exitCode = await run(denoBinary(), ["run", "-A", "--no-lock", "--node-modules-dir=manual", `${bench}src/main.ts`, ...process.argv.slice(2)]);
