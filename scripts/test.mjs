// `npm test`: installs what is missing, then builds, type-checks, lints and tests every workspace, in Deno, Node and Chromium.
// Ends with what failed, by name, and one line of counts. Where CI=true, a missing WebGPU adapter or browser is a failure; elsewhere
// it is said aloud.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { install, root } from "./install.mjs";

const workspaces = ["packages/tensor", "packages/cam", "weights", "apps/cli", "apps/lab", "packages/element", "apps/web", "test"];
const runs = join(root, ".turbo", "runs"); // what turbo tells of each run

install();
// These need what was just installed.
const { adapter, chromium, installSystemParts } = await import("./system.mjs");
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
const turbo = join(root, "node_modules/turbo/bin/turbo");
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

/** The reports that the given tasks ("test:deno", …) leave: one for each workspace that has a script of that name. */
function reportsOf(tasks) {
  return workspaces.flatMap((workspace) => {
    const { scripts } = readJson(join(root, workspace, "package.json"));
    return tasks.filter((task) => scripts[task]).map((task) => join(workspace, "dist", `test-report.${task.split(":")[1]}.json`));
  });
}

/** Removes the reports of an earlier run: one that is not written again must not be counted again. */
function forgetReports(tasks) {
  for (const path of [...reportsOf(tasks).map((report) => join(root, report)), runs]) rmSync(path, { recursive: true, force: true });
}

/** The sum over all workspaces and all tasks: { passed, failed, skipped }. `turboCode` is turbo's exit code. */
function outcome(tasks, turboCode) {
  const tests = reportsOf(tasks).map(testsOf);
  const sum = (key) => tests.reduce((total, counts) => total + counts[key], 0);
  const failed = sum("failed") + failedTasks(tasks);
  // Whatever made turbo fail without leaving a trace is still a failure.
  return { passed: sum("passed"), skipped: sum("skipped"), failed: failed === 0 && turboCode !== 0 ? 1 : failed };
}

/** The tests of one report. No report is a failure, and so is a file that broke before its first test. */
function testsOf(path) {
  if (!existsSync(join(root, path))) {
    console.log(`${path}: the tests left no report.`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const report = readJson(join(root, path));
  const failures = report.testResults.flatMap(failuresOf);
  failures.forEach((failure) => console.log(`FAILED ${failure}`));
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    // Node has no WebGPU: that its GPU cases do not run is no news.
    skipped: path.endsWith(".node.json") ? 0 : report.numPendingTests + report.numTodoTests,
  };
}

/** A file's tests that failed, or the file itself, each with the first line of why: what they said at length is far above. */
function failuresOf({ name, status, message, assertionResults }) {
  const file = relative(root, name);
  const failed = assertionResults.filter((test) => test.status === "failed");
  if (failed.length === 0) return status === "failed" ? [`${file}: ${firstLine(message)}`] : [];
  return failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}\n       ${firstLine(failureMessages[0])}`);
}

function firstLine(text = "") {
  return text.split("\n")[0];
}

/** The builds and checks that failed. */
function failedTasks(tasks) {
  const summaries = existsSync(runs) ? readdirSync(runs).map((name) => readJson(join(runs, name))) : [];
  const failed = summaries.flatMap((summary) => summary.tasks).filter(({ task, execution }) => !tasks.includes(task) && execution?.exitCode);
  for (const { taskId } of failed) console.log(`${taskId} failed.`);
  return failed.length;
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
