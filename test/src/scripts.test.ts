// The npm scripts of a fresh clone: each brings what it needs before it uses it.
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };

let clone: string;
beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), "camlucida-clone-"));
  for (const part of ["package.json", "package-lock.json", "scripts", "apps/cli/bin"]) await cp(join(root, part), join(clone, part), { recursive: true });
  // In npm's place: it installs a tool of either name that says what it was asked for.
  await writeFile(join(clone, "npm-cli.js"), `import { mkdirSync, writeFileSync } from "node:fs";
for (const name of ["oxlint", "turbo"]) {
  mkdirSync("node_modules/" + name, { recursive: true });
  writeFileSync("node_modules/" + name + "/package.json", JSON.stringify({ bin: { [name]: "tool.js" } }));
  writeFileSync("node_modules/" + name + "/tool.js", "console.log(" + JSON.stringify(name) + ", ...process.argv.slice(2)); process.exitCode = 3;");
}
writeFileSync("node_modules/.package-lock.json", "{}");`);
});
afterAll(() => rm(clone, { recursive: true, force: true }));

/** As npm runs it, but that no tool is on the PATH. */
const runScript = (name: string): Promise<{ code: unknown; stdout: string; stderr: string }> => new Promise((done) => {
  const [command = "", ...words] = (scripts[name] ?? "").split(" ");
  execFile(command, words, { cwd: clone, env: { ...process.env, npm_execpath: join(clone, "npm-cli.js") } }, (error, stdout, stderr) => done({ code: error?.code ?? 0, stdout, stderr }));
});

test.each([["lint", "oxlint --type-aware\n"], ["check", "turbo run build check\n"], ["test:networks", "turbo run test:networks --env-mode=loose\n"], ["build", "turbo run build\n"]])("npm run %s installs its tool, and hands on its exit code", async (name, said) => {
  await rm(join(clone, "node_modules"), { recursive: true, force: true });
  const run = await runScript(name);
  expect(run).toMatchObject({ code: 3, stdout: said });
  expect(run.stderr).toContain("Installing");
  expect(await runScript(name)).toMatchObject({ code: 3, stdout: said, stderr: "" });
});

test("no script relies on what only an installation brings", () => {
  for (const command of Object.values(scripts)) expect(command).toMatch(/^node scripts\//);
});

test("the forge's workflow runs what is here", async () => {
  const workflow = await readFile(join(root, ".github/workflows/ci.yml"), "utf8");
  const commands = [...workflow.matchAll(/^ *- run: (.+)$/gm)].map(([, command = ""]) => command);
  expect(commands).toEqual([".ci/run", "npm run test:fast", "npm run test:networks"]);
  expect((await stat(join(root, ".ci/run"))).mode & 0o111).not.toBe(0);
  for (const name of ["test:fast", "test:networks"]) expect(scripts).toHaveProperty([name]);
});
