// `npm test` as it runs in a clone, but that a stand-in for turbo leaves the reports: what fails fast runs first and is told before
// anything else begins; the counts and the last line are of all.
import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
const workspaces = ["packages/tensor", "packages/cam", "packages/report", "weights", "apps/cli", "apps/lab", "packages/element", "apps/web", "test"];

/** Says what it was asked for, and leaves a report of two tests for each task; in the engine's in Node one of them failed, and a check. */
const turbo = `import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
const tasks = process.argv.slice(3).filter((word) => !word.startsWith("-"));
console.log("turbo:", ...tasks);
for (const workspace of ${JSON.stringify(workspaces)}) for (const task of tasks) {
  if (!JSON.parse(readFileSync(workspace + "/package.json", "utf8")).scripts[task] || !task.startsWith("test:")) continue;
  const fails = process.env.FAILS && task === "test:node" && workspace === "packages/tensor";
  const results = fails ? [{ name: process.cwd() + "/packages/tensor/src/a.test.ts", status: "failed", assertionResults: [{ status: "failed", fullName: "a sum", failureMessages: ["expected 1 to be 2\\nat line 3"] }] }] : [];
  mkdirSync(workspace + "/dist", { recursive: true });
  writeFileSync(workspace + "/dist/test-report." + task.split(":")[1] + ".json", JSON.stringify({ testResults: results, numPassedTests: fails ? 1 : 2, numPendingTests: 1, numTodoTests: 0 }));
}
mkdirSync(".turbo/runs", { recursive: true });
const check = { task: "check", taskId: "@camlucida/cam#check", execution: { exitCode: process.env.FAILS ? 1 : 0 } };
writeFileSync(".turbo/runs/" + tasks.length + ".json", JSON.stringify({ tasks: tasks.includes("check") ? [check] : [] }));
process.exitCode = process.env.FAILS ? 1 : 0;
`;

let clone: string;
beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), "camlucida-fail-fast-"));
  const parts = ["package.json", "package-lock.json", "scripts", ...workspaces.map((workspace) => `${workspace}/package.json`)];
  for (const part of parts) await cp(join(root, part), join(clone, part), { recursive: true, filter: (path) => !path.includes("node_modules") });
  const files = { "turbo/bin/turbo": turbo, "turbo/package.json": `{ "type": "module" }`, ".package-lock.json": "{}", "deno/package.json": "{}", "deno/deno": `#!/bin/sh\necho '{ "name": "a card", "backend": "Vulkan" }'\n` };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(clone, "node_modules", path)), { recursive: true });
    await writeFile(join(clone, "node_modules", path), text);
  }
  await chmod(join(clone, "node_modules/deno/deno"), 0o755);
});
afterAll(() => rm(clone, { recursive: true, force: true }));

function runScript(name: string, env: Record<string, string> = {}): Promise<{ code: unknown; lines: string[] }> {
  const [command = "", ...words] = (scripts[name] ?? "").split(" ");
  const settings = { cwd: clone, env: { ...process.env, CI: "", CHROMIUM: "/a/browser", ...env } };
  return new Promise((done) => execFile(command, words, settings, (error, stdout) => done({ code: error?.code ?? 0, lines: stdout.trim().split("\n") })));
}

describe.skipIf(process.platform === "win32")("what fails fast", () => {
  test("is told before what takes longer begins, and counted with it at the end", async () => {
    const { code, lines } = await runScript("test", { FAILS: "yes" });
    const told = ["FAILED packages/tensor/src/a.test.ts: a sum", "       expected 1 to be 2", "@camlucida/cam#check failed."];
    const [first, second] = lines.flatMap((line, at) => (line.startsWith("turbo:") ? [at] : [])) as [number, number];
    expect([lines[first], lines[second]]).toEqual(["turbo: build check test:structure test:node", "turbo: test:deno test:command test:networks test:chromium test:page"]);
    expect(lines.slice(first + 1, second)).toEqual(expect.arrayContaining(told));
    expect(lines.slice(second + 1)).toEqual(expect.arrayContaining(told));
    const tasks = await tasksOf(/^test:(structure|node|deno|command|networks|chromium|page)$/);
    const silent = await tasksOf(/^test:(node|networks)$/); // Node has no WebGPU: what is skipped there is no news
    expect(lines.at(-1)).toBe(`${2 * tasks - 1} passed, 2 failed, ${tasks - silent} skipped`);
    expect(lines.slice(-3, -1)).toEqual(["WebGPU adapter: a card, Vulkan", "Browser: /a/browser"]);
    expect(code).toBe(1);
  });

  test("is all of npm run test:fast, and nothing of a GPU or a browser", async () => {
    const { code, lines } = await runScript("test:fast");
    const tasks = await tasksOf(/^test:(structure|node)$/);
    expect(lines).toEqual(["turbo: build check test:structure test:node", `${2 * tasks} passed, 0 failed, 1 skipped`]);
    expect(code).toBe(0);
  });
});

/** How many workspaces have such tasks, each counted. */
async function tasksOf(pattern: RegExp): Promise<number> {
  const manifests = await Promise.all(workspaces.map(async (workspace) => JSON.parse(await readFile(join(root, workspace, "package.json"), "utf8")) as { scripts: object }));
  return manifests.flatMap((manifest) => Object.keys(manifest.scripts)).filter((name) => pattern.test(name)).length;
}
