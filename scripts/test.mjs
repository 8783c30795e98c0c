// `npm test`: installs what is missing, then builds, type-checks, lints and tests every workspace, in Deno, Node and Chromium.
// Ends with what failed, by name, and one line of counts. Where CI=true, a missing WebGPU adapter or browser is a failure; elsewhere
// it is said aloud.

import { fileURLToPath } from "node:url";
import { install, root } from "./install.mjs";

install();
// These need what was just installed.
const { adapter, chromium, installSystemParts } = await import("./system.mjs");
const { forgetReports, outcome } = await import("./outcome.mjs");
const { run } = await import("./launcher/deno.mjs");

installSystemParts();
const gpu = adapter();
const browser = chromium();
const inCI = process.env.CI === "true";
const aboutParts = [
  gpu === undefined ? "NO WEBGPU ADAPTER: GPU tests did not run in Deno" : `WebGPU adapter: ${gpu.name}, ${gpu.backend}`,
  browser === undefined ? "NO CHROMIUM: nothing was tested in a browser. Set CHROMIUM to its path" : `Browser: ${browser}`,
].join("\n");
console.log(aboutParts);

const tests = ["test:deno", "test:command", "test:node", ...(browser === undefined ? [] : ["test:chromium", "test:page"])];
forgetReports(tests);
const turbo = fileURLToPath(new URL("../node_modules/turbo/bin/turbo", import.meta.url));
const tasks = ["run", "build", "check", ...tests, "--continue", "--concurrency=3", "--env-mode=loose", "--summarize", "--output-logs=new-only"];
const turboCode = await run(process.execPath, [turbo, ...tasks], {
  cwd: root,
  env: { TURBO_TELEMETRY_DISABLED: "1", TURBO_NO_UPDATE_NOTIFIER: "1", ...(inCI && { CAMLUCIDA_GPU: "required" }) },
});

const { passed, failed, skipped } = outcome(tests, turboCode);
const missing = inCI ? [gpu, browser].filter((part) => part === undefined).length : 0;
console.log(aboutParts);
console.log(`${passed} passed, ${failed + missing} failed, ${skipped} skipped`);
process.exitCode = failed + missing === 0 ? 0 : 1;
