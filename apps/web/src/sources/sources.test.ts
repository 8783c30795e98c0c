// The sources that travel with the page: every mark points at a definition, every import at a file, and nothing is lost on the way.
import { methods } from "@camlucida/cam";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { sourceFiles, sourceParts } from "../../build/sources_travel.mjs";
import { openArchive } from "./archive.ts";
import { definitionsIn, lineDefining } from "./definitions.ts";
import { pathOfImport } from "./imports.ts";
import { kindSources, methodSources, opSources } from "./made_by.ts";
import { tokenLines } from "./tokens.ts";

const sources = new Map([...sourceParts().values()].flatMap((texts) => Object.entries(texts)));
const root = new URL("../../../../", import.meta.url);

/** Every mark that stands in the page's sources, by the file that it stands in. */
const marks = [...sources].filter(([path]) => path.startsWith("apps/web/src/") && path.endsWith(".tsx"))
  .flatMap(([file, text]) => [...text.matchAll(/<SourceMark\s[^>]*?\bpath="([^"]*)"\s+name="([^"]*)"/g)].map(([, path = "", name = ""]) => ({ file, path, name })));

test("every mark points at a source that travels and defines its name", () => {
  const faults = marks.filter(({ path, name }) => lineDefining(sources.get(path) ?? "", name) === undefined);
  expect(faults).toEqual([]);
  expect(marks.length).toBeGreaterThan(30);
});

test("every method has its file, and every op that is no gradient its step, shader, reference and gradient", () => {
  expect(Object.keys(methodSources)).toEqual(methods.map(({ name }) => name));
  const ops = [...sources].filter(([path]) => path.startsWith("packages/tensor/src/ops/")).flatMap(([, text]) => [...text.matchAll(/Op: Op(?:<\w+>)? = \{\n {2}name: "(\w+)"/g)].map(([, name = ""]) => name));
  expect(ops.length).toBeGreaterThan(30);
  expect(ops.filter((name) => !name.endsWith("_adjoint") && !(name in opSources))).toEqual([]);
  const named = [...Object.values(methodSources), ...[...Object.values(opSources), ...Object.values(kindSources)].flatMap(({ step, shader, reference, adjoint }) => [step, shader, reference, ...(adjoint ? [adjoint] : [])])];
  expect(named.filter(({ path, name }) => lineDefining(sources.get(path) ?? "", name) === undefined)).toEqual([]);
});

test("what travels is what lies here: no tests, no fixtures", () => {
  expect(sources.size).toBeGreaterThan(400);
  for (const path of ["packages/tensor/src/ops/relu/relu.wgsl", "packages/tensor/src/devices/wasm/product.assembly.ts", "packages/cam/src/network/evidence.ts", "apps/web/src/main.tsx", "weights/src/index.ts", "apps/cli/src/command.ts"]) {
    expect(sources.get(path), path).toBe(readFileSync(new URL(path, root), "utf8"));
  }
  expect([...sources.keys()].filter((path) => /\.test\.|fixtures|testing/.test(path) && !path.endsWith("/testing/seeded.ts"))).toEqual([]);
});

test("a source comes back as it was, compressed by us or uncompressed by the host, and each file is asked for once", async () => {
  const files = sourceFiles();
  for (const host of [(bytes: Uint8Array) => bytes, (bytes: Uint8Array) => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes)]) {
    const asked: string[] = [];
    const archive = openArchive(new URL("https://page.example/sources/"), async ({ pathname }) => {
      asked.push(pathname);
      return new Response(host(files.get(pathname.replace("/sources/", "")) as Uint8Array) as Uint8Array<ArrayBuffer>);
    });
    expect(await archive.paths()).toEqual(new Set(sources.keys()));
    for (const path of ["weights/src/index.ts", "packages/cam/src/explain.ts", "packages/cam/src/index.ts"]) expect(await archive.textOf(path)).toBe(sources.get(path));
    expect(asked).toEqual(["/sources/index.json", "/sources/weights.src.gzip", "/sources/packages.cam.src.gzip"]);
    await expect(archive.textOf("packages/cam/src/gone.ts")).rejects.toMatchObject({ code: "source-unknown" });
  }
});

test("a source that cannot be had is asked for again", async () => {
  const files = sourceFiles();
  let connected = false;
  const archive = openArchive(new URL("https://page.example/sources/"), async ({ pathname }) => {
    if (!connected) throw new TypeError("Failed to fetch");
    return new Response(files.get(pathname.replace("/sources/", "")) as Uint8Array<ArrayBuffer>);
  });
  await expect(archive.textOf("weights/src/index.ts")).rejects.toMatchObject({ code: "source-unreachable" });
  connected = true;
  expect(await archive.textOf("weights/src/index.ts")).toBe(sources.get("weights/src/index.ts"));
});

test("definitions: functions, constants, types, a shader's functions, structs and overrides; then what lies within", () => {
  const typescript = "// one\nexport async function first<T>(): void {\n  const within = 1;\n}\nexport interface Second {\n  third(): void;\n}\nconst fourth = 4, table = {\n  \"grad-cam\": 1,\n};\n";
  expect(definitionsIn(typescript)).toEqual([{ name: "first", line: 2 }, { name: "Second", line: 5 }, { name: "fourth", line: 8 }]);
  expect(["within", "third", "grad-cam", "absent", "one"].map((name) => lineDefining(typescript, name))).toEqual([3, 6, 9, undefined, undefined]);
  const shader = "override WIDTH: u32 = 8;\nstruct Sizes { a: u32 }\n@group(0) @binding(0) var<storage, read> input: array<f32>;\n@compute @workgroup_size(64)\nfn main() {}\n@compute @workgroup_size(8, 8) fn other() {}\n";
  expect(definitionsIn(shader).map(({ name, line }) => `${name} ${line}`)).toEqual(["WIDTH 1", "Sizes 2", "input 3", "main 5", "other 6"]);
});

test("every relative import of every source leads to a file that travels", () => {
  const missing = [...sources].filter(([path]) => !path.endsWith(".wgsl")).flatMap(([path, text]) => [...text.matchAll(/^(?:import|export) [^;]*? from "(\.[^"]+)"/gm)]
    .flatMap(([, specifier = ""]) => {
      const to = pathOfImport(path, specifier) ?? "";
      return /\.(tsx?|wgsl)$/.test(to) && !sources.has(to) ? [`${path}: ${specifier}`] : [];
    }));
  expect(missing).toEqual([]);
  for (const name of ["@camlucida/tensor", "@camlucida/tensor/onnx", "@camlucida/cam", "@camlucida/weights", "@camlucida/weights/browser"]) expect(sources.has(pathOfImport("apps/web/src/main.tsx", name) ?? ""), name).toBe(true);
  expect(pathOfImport("apps/web/src/main.tsx", "preact")).toBeUndefined();
});

test("highlighting changes no character of any source", () => {
  for (const [path, text] of [...sources].filter(([some], at) => some.endsWith(".wgsl") || at % 5 === 0)) { // a fifth: it takes seconds
    const lines = tokenLines(text, path);
    expect(lines.map((tokens) => tokens.map(({ text: part }) => part).join("")).join("\n"), path).toBe(text.replace(/\n$/, ""));
  }
});

test("words have their kinds, in TypeScript and in WGSL", () => {
  const kindsOf = (text: string, path: string): Map<string, string | undefined> => new Map(tokenLines(text, path).flat().map(({ text: word, kind }) => [word.trim(), kind]));
  const typescript = kindsOf("// says\nexport function add(a: number) { return \"sum\" + 1; }\n", "a.ts");
  expect(["// says", "export", "add", "\"sum\"", "1"].map((word) => typescript.get(word))).toEqual(["hljs-comment", "hljs-keyword", "hljs-title function_", "hljs-string", "hljs-number"]);
  const shader = kindsOf("@compute fn main() { let x: f32 = max(1.5f, 2.0); } // ends\n", "a.wgsl");
  expect(["@compute", "fn", "main", "f32", "max", "1.5f", "// ends"].map((word) => shader.get(word))).toEqual(["hljs-meta", "hljs-keyword", "hljs-title function_", "hljs-type", "hljs-built_in", "hljs-number", "hljs-comment"]);
});
