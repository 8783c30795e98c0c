// `npm test`: installs what is missing, then builds, type-checks, lints and tests every workspace. Ends with one line of counts.
// Where CI=true, a missing WebGPU adapter is a failure; elsewhere it is said aloud.

import { fileURLToPath } from "node:url";
import { install, root } from "./install.mjs";

install();
// These need what was just installed.
const { adapterName, installSoftwareAdapter } = await import("./adapter.mjs");
const { forgetReports, outcome } = await import("./outcome.mjs");
const { run } = await import("../apps/cli/bin/deno.mjs");

if (adapterName() === undefined) installSoftwareAdapter();
const adapter = adapterName();
const inCI = process.env.CI === "true";
const aboutAdapter = adapter === undefined ? "NO WEBGPU ADAPTER: GPU tests did not run" : `WebGPU adapter: ${adapter}`;
console.log(aboutAdapter);

forgetReports();
const turbo = fileURLToPath(new URL("../node_modules/turbo/bin/turbo", import.meta.url));
const tasks = ["run", "build", "check", "test", "--continue", "--concurrency=2", "--env-mode=loose", "--summarize", "--output-logs=new-only"];
const turboCode = await run(process.execPath, [turbo, ...tasks], {
  cwd: root,
  env: { TURBO_TELEMETRY_DISABLED: "1", TURBO_NO_UPDATE_NOTIFIER: "1", ...(inCI && { CAMLUCIDA_GPU: "required" }) },
});

const { passed, failed, skipped } = outcome(turboCode);
const failures = failed + (inCI && adapter === undefined ? 1 : 0);
console.log(aboutAdapter);
console.log(`${passed} passed, ${failures} failed, ${skipped} skipped`);
process.exitCode = failures === 0 ? 0 : 1;
