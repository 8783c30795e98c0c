// What the tests, the type check and the linter said, counted from the reports they leave.

import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "./install.mjs";

const workspaces = ["packages/tensor", "packages/cam", "weights", "apps/cli", "apps/web", "test"];
const runs = join(root, ".turbo", "runs");

/** The reports that the given tasks ("test:deno", …) leave: one for each workspace that has a script of that name. */
function reportsOf(tasks) {
  return workspaces.flatMap((workspace) => {
    const { scripts } = readJson(join(root, workspace, "package.json"));
    return tasks.filter((task) => scripts[task]).map((task) => join(workspace, "dist", `test-report.${task.split(":")[1]}.json`));
  });
}

/** Removes the reports of an earlier run: one that is not written again must not be counted again. */
export function forgetReports(tasks) {
  for (const path of [...reportsOf(tasks).map((report) => join(root, report)), runs]) rmSync(path, { recursive: true, force: true });
}

/** The sum over all workspaces and all tasks: { passed, failed, skipped }. `turboCode` is turbo's exit code. */
export function outcome(tasks, turboCode) {
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

const firstLine = (text = "") => text.split("\n")[0];

/** The builds and checks that failed. */
function failedTasks(tasks) {
  const summaries = existsSync(runs) ? readdirSync(runs).map((name) => readJson(join(runs, name))) : [];
  const failed = summaries.flatMap((summary) => summary.tasks).filter(({ task, execution }) => !tasks.includes(task) && execution?.exitCode);
  for (const { taskId } of failed) console.log(`${taskId} failed.`);
  return failed.length;
}

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
