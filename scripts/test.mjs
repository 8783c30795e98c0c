// `npm test`: installs what is missing, then builds, type-checks, lints and tests every workspace, in Node, Deno and Chromium.
// What fails fast comes first, and is told at once. Ends with what failed, by name, and one line of counts. Where CI=true, a missing
// WebGPU adapter or browser is a failure; elsewhere it is said aloud.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { install, root } from "./install.mjs";

const workspaces = ["packages/tensor", "packages/cam", "packages/report", "weights", "apps/cli", "apps/lab", "packages/element", "apps/web", "test"];
const runs = join(root, ".turbo", "runs"); // what turbo tells of each run

// What fails fast runs first, on any machine: the build, types and lint, the rules of the repository, the packages' tests in Node.
const fast = ["test:structure", "test:node"];

install();
// These need what was just installed.
const { adapter, chromium, installSystemParts } = await import("./system.mjs");
const { run } = await import("./launcher/deno.mjs");

rmSync(runs, { recursive: true, force: true });
process.exitCode = process.argv.includes("--fast") ? await testFast() : await testAll();

/** `npm run test:fast`: the part that needs neither a GPU nor a browser. */
async function testFast() {
  return told(outcome(fast, await turbo(["build", "check", ...fast])));
}

async function testAll() {
  const fastCode = await turbo(["build", "check", ...fast]);
  if (outcome(fast, fastCode).failed > 0) console.log("That failed in the first minutes. What takes longer runs now all the same; all is counted at the end.");

  installSystemParts();
  const [gpu, browser] = [adapter(), chromium()];
  const aboutParts = [
    gpu === undefined ? "NO WEBGPU ADAPTER: GPU tests did not run in Deno" : `WebGPU adapter: ${gpu.name}, ${gpu.backend}`,
    browser === undefined ? "NO CHROMIUM: nothing was tested in a browser. Set CHROMIUM to its path" : `Browser: ${browser}`,
  ].join("\n");
  console.log(aboutParts);

  const others = ["test:deno", "test:command", "test:networks", ...(browser === undefined ? [] : ["test:chromium", "test:page"])];
  const code = (await turbo(others)) || fastCode;
  const { passed, failed, skipped } = outcome([...fast, ...others], code);
  const missing = process.env.CI === "true" ? [gpu, browser].filter((part) => part === undefined).length : 0;
  console.log(aboutParts);
  return told({ passed, failed: failed + missing, skipped });
}

/** The last line. Returns the exit code. */
function told({ passed, failed, skipped }) {
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 ? 0 : 1;
}

/** Runs tasks in all workspaces. Returns turbo's exit code. */
function turbo(tasks) {
  forgetReports(tasks);
  const words = ["run", ...tasks, "--continue", "--concurrency=3", "--env-mode=loose", "--summarize", "--output-logs=new-only"];
  return run(process.execPath, [join(root, "node_modules/turbo/bin/turbo"), ...words], {
    cwd: root,
    env: { TURBO_TELEMETRY_DISABLED: "1", TURBO_NO_UPDATE_NOTIFIER: "1", ...(process.env.CI === "true" && { CAMLUCIDA_GPU: "required" }) },
  });
}

/** The reports that the given tasks ("test:deno", …) leave: one for each workspace that has a script of that name. */
function reportsOf(tasks) {
  return workspaces.flatMap((workspace) => {
    const { scripts } = readJson(join(root, workspace, "package.json"));
    return tasks.filter((task) => task.startsWith("test:") && scripts[task]).map((task) => join(workspace, "dist", `test-report.${task.split(":")[1]}.json`));
  });
}

/** Removes the reports of an earlier run: one that is not written again must not be counted again. */
function forgetReports(tasks) {
  for (const report of reportsOf(tasks)) rmSync(join(root, report), { force: true });
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
    skipped: /\.(node|networks)\.json$/.test(path) ? 0 : report.numPendingTests + report.numTodoTests,
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
