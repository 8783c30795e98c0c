// Rules that no compiler knows: which way imports go, what lies where, how long a file is, that a type's name is
// given once, the form of a line. Each is shown to fail where it is broken.
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const folders = ["packages", "apps", "weights", "test/src", "bench/src", "scripts"];

/** What is written by hand, by its path from the root. */
const sources = new Map<string, string>();
for (const folder of folders) for (const path of await filesBelow(join(root, folder))) {
  if (/\.(tsx?|m[jt]s|wgsl|css)$/.test(path)) sources.set(relative(root, path).replaceAll("\\", "/"), await readFile(path, "utf8"));
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const inside = entries.filter(({ name }) => !/^(dist|node_modules|fixtures)$|^\./.test(name)).map(async (entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
  return (await Promise.all(inside)).flat();
}

const roots = /^(packages\/[\w-]+|apps\/[\w-]+|weights)\/src\/[^/]+$/;
const entries = /\/(index\.ts|topic\.ts|text\.ts|explain\.ts|main\.tsx?|shipped\.ts|command\.ts|internal\.ts|\w+\.d\.ts)$/; // explain.ts is the maps' one line, as code; topic.ts and text.ts what a topic of the lab is made of

const looseFiles = (paths: Iterable<string>): string[] => [...paths].filter((path) => roots.test(path) && !entries.test(path));

test("nothing but the entry lies at a package's root", () => {
  expect(looseFiles(sources.keys())).toEqual([]);
  expect(looseFiles(["packages/tensor/src/index.ts", "packages/tensor/src/graph/fuse.ts", "packages/cam/src/helpers.ts", "apps/web/src/main.tsx"])).toEqual(["packages/cam/src/helpers.ts"]);
});

const longest = 250; // lines

const tooLong = (files: ReadonlyMap<string, string>): string[] =>
  [...files].filter(([, text]) => text.split("\n").length - 1 > longest).map(([path]) => path);

test(`no file is longer than ${longest} lines`, () => {
  expect(tooLong(sources)).toEqual([]);
  expect(tooLong(new Map([["a.ts", "\n".repeat(250)], ["b.ts", "\n".repeat(251)]]))).toEqual(["b.ts"]);
});

/** The types that several files export under one name, with those files. Tests export nothing. */
function namedTwice(files: ReadonlyMap<string, string>): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const [path, text] of files) for (const [, name = ""] of text.matchAll(/^export (?:declare )?(?:abstract )?(?:interface|type|class|enum) (\w+)/gm)) places.set(name, [...(places.get(name) ?? []), path]);
  return new Map([...places].filter(([, paths]) => paths.length > 1));
}

test("no exported type has the name of another", () => {
  expect([...namedTwice(sources)]).toEqual([]);
  const twice = namedTwice(new Map([["a.ts", "export interface Map {}\nexport type Row = number;"], ["b.ts", "export type { Row } from \"./a.ts\";\nexport class Map {}"]]));
  expect([...twice]).toEqual([["Map", ["a.ts", "b.ts"]]]);
});

/** Sources whose head is a block comment, which belongs to what is exported, or that tell what is thrown in prose. */
const otherwiseCommented = (files: ReadonlyMap<string, string>): string[] =>
  [...files].filter(([, text]) => /^\/\*\*(?:(?!\*\/)[^])*\*\/\n(?:\n|import )/.test(text) || /\/?\*\*? (?:.*\. )?Throws `/.test(text)).map(([path]) => path);

test("a head is lines of //, and what is thrown stands behind @throws", () => {
  expect(otherwiseCommented(sources)).toEqual([]);
  const files = { "head.ts": "/** Adds. */\nimport a from \"a\";", "throws.ts": `// Adds.\n\n/** Adds. ${["Throws", "`GraphError`"].join(" ")}. */`, "right.ts": "// Adds.\n\n/** @throws GraphError */", "export.ts": "/** Adds. */\nexport const a = 1;" };
  expect(otherwiseCommented(new Map(Object.entries(files)))).toEqual(["head.ts", "throws.ts"]);
});

/** A file of one import each, and the rule that forbids it; none where it is allowed. */
const imports: readonly [file: string, imports: string, rule?: string][] = [
  ["packages/tensor/src/graph/a.ts", "../ops/relu/relu.ts", "no-restricted-imports"],
  ["packages/tensor/src/graph/b.ts", "../checkpoint/checkpoint.ts", "no-restricted-imports"],
  ["packages/tensor/src/graph/fuse.ts", "../ops/relu/relu.ts"],
  ["packages/tensor/src/graph/adjoint.ts", "../devices/device.ts", "no-restricted-imports"],
  ["packages/tensor/src/ops/add/a.ts", "../../devices/device.ts", "no-restricted-imports"],
  ["packages/tensor/src/ops/add/b.ts", "../../graph/graph.ts"],
  ["packages/tensor/src/devices/a.ts", "../models/resnet.ts", "no-restricted-imports"],
  ["packages/tensor/src/devices/b.ts", "../ops/relu/relu.ts"],
  ["packages/tensor/src/models/a.ts", "../devices/device.ts", "no-restricted-imports"],
  ["packages/tensor/src/models/b.ts", "../ops/relu/relu.ts"],
  ["packages/tensor/src/checkpoint/a.ts", "../models/resnet.ts", "no-restricted-imports"],
  ["packages/tensor/src/onnx/a.ts", "../devices/device.ts", "no-restricted-imports"],
  ["packages/tensor/src/onnx/b.ts", "../checkpoint/checkpoint.ts"],
  ["packages/tensor/src/a.ts", "@camlucida/cam", "no-restricted-imports"],
  ["packages/tensor/src/a.test.ts", "node:fs"],
  ["packages/cam/src/views/a.ts", "@camlucida/weights", "no-restricted-imports"],
  ["packages/cam/src/views/b.ts", "node:fs", "no-restricted-imports"],
  ["packages/cam/src/views/c.ts", "@camlucida/tensor"],
  ["packages/report/src/a.ts", "@camlucida/weights", "no-restricted-imports"],
  ["packages/report/src/b.ts", "node:fs", "no-restricted-imports"],
  ["packages/report/src/c.ts", "@camlucida/cam"],
  ["weights/src/a.ts", "@camlucida/cam", "no-restricted-imports"],
  ["weights/src/b.ts", "@camlucida/tensor"],
  ["apps/web/src/a.ts", "camlucida", "no-restricted-imports"],
  ["apps/web/src/b.ts", "@camlucida/weights"],
  ["apps/web/src/c.ts", "@camlucida/element", "no-restricted-imports"],
  ["packages/element/src/a.ts", "@camlucida/cam", "no-restricted-imports"],
  ["packages/element/src/b.ts", "node:fs", "no-restricted-imports"],
  ["packages/element/src/c.ts", "camlucida"],
  ["packages/cam/src/network/pass.ts", "./map.ts", "no-cycle"],
  ["packages/cam/src/network/map.ts", "./pass.ts", "no-cycle"],
];

test("the linter refuses imports against the direction, and circles, of types too", async () => {
  const folder = await mkdtemp(join(tmpdir(), "camlucida-structure-"));
  await copyFile(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  for (const [file, from] of imports) {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, file), `import type { A } from ${JSON.stringify(from)};\nexport type B = A | undefined;\n`);
  }
  const rules = await linted(folder, ".oxlintrc.json");
  await rm(folder, { recursive: true, force: true });
  expect(Object.fromEntries(imports.map(([file]) => [file, rules.get(file)]))).toEqual(Object.fromEntries(imports.map(([file, , rule]) => [file, rule])));
});

test("every source has the form that `npm run format` gives it", async () => {
  expect([...(await linted(root, ".oxlintrc.form.json"))]).toEqual([]);
});

test("the form can be missed, and a line's end is its writer's choice", async () => {
  const folder = await mkdtemp(join(tmpdir(), "camlucida-form-"));
  try {
    await copyFile(join(root, ".oxlintrc.form.json"), join(folder, "form.json"));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"), "junction");
    const faults = { quotes: "export const a = 'a';\n", semi: "export const a = 1\n", indent: "export function a() {\n    return 1;\n}\n", "comma-dangle": "export const a = [\n  1\n];\n", "eol-last": "export const a = 1;" };
    for (const [rule, text] of Object.entries(faults)) await writeFile(join(folder, `${rule}.ts`), text);
    await writeFile(join(folder, "right.ts"), "export const table = [ // [2, 2]\n  1, 2,\n  3, 4,\n] as const;\nexport type Side = \"left\" //   x = 0\n  | \"right\";\n");
    const found = await linted(folder, "form.json");
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(Object.keys(faults).map((rule) => [`${rule}.ts`, rule])));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("bench and scripts keep the linter's rules too, which no check of a workspace reads", async () => {
  expect([...(await linted(root, ".oxlintrc.json"))]).toEqual([]);
});

/** The rule that each file breaks. */
function linted(folder: string, config: string): Promise<Map<string, string>> {
  const oxlint = join(root, "node_modules/oxlint/bin/oxlint");
  return new Promise((done, fail) => {
    execFile("node", [oxlint, "--config", config, "--format", "json"], { cwd: folder, env: process.env, maxBuffer: 1 << 24 }, (_, stdout) => {
      if (!stdout.startsWith("{")) return fail(new Error(stdout));
      const { diagnostics } = JSON.parse(stdout) as { diagnostics: { filename: string; code: string }[] };
      done(new Map(diagnostics.map(({ filename, code }) => [filename.replaceAll("\\", "/"), /\((.*)\)/.exec(code)?.[1] ?? code])));
    });
  });
}
