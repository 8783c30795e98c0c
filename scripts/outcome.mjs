// What the tests, the type check and the linter said, counted from the reports they leave.

import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./install.mjs";

const workspaces = ["packages/tensor", "packages/cam", "weights", "apps/cli", "test"];
const reportOf = (workspace) => join(root, workspace, "dist", "test-report.json");
const runs = join(root, ".turbo", "runs");

/** Removes the reports of an earlier run: one that is not written again must not be counted again. */
export function forgetReports() {
  for (const path of [...workspaces.map(reportOf), runs]) rmSync(path, { recursive: true, force: true });
}

/** The sum over all workspaces and all tasks: { passed, failed, skipped }. `turboCode` is turbo's exit code. */
export function outcome(turboCode) {
  const tests = workspaces.map(testsOf);
  const sum = (key) => tests.reduce((total, counts) => total + counts[key], 0);
  const failed = sum("failed") + failedTasks();
  // Whatever made turbo fail without leaving a trace is still a failure.
  return { passed: sum("passed"), skipped: sum("skipped"), failed: failed === 0 && turboCode !== 0 ? 1 : failed };
}

/** The tests of one workspace. No report is a failure, and so is a file that broke before its first test. */
function testsOf(workspace) {
  const path = reportOf(workspace);
  if (!existsSync(path)) {
    console.log(`${workspace}: the tests left no report.`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const report = JSON.parse(readFileSync(path, "utf8"));
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** The builds and checks that failed. */
function failedTasks() {
  const summaries = existsSync(runs) ? readdirSync(runs).map((name) => JSON.parse(readFileSync(join(runs, name), "utf8"))) : [];
  const failed = summaries.flatMap(({ tasks }) => tasks).filter(({ task, execution }) => task !== "test" && execution?.exitCode);
  for (const { taskId } of failed) console.log(`${taskId} failed.`);
  return failed.length;
}
