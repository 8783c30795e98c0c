// Every command that the documents and the help print, run by a shell as it is printed: with stand-ins for the photographs and for the
// models, in a folder of its own each, since they are alternatives.
import { encodeNpy } from "@camlucida/cam";
import { metadataKeys, writeSafetensors } from "@camlucida/tensor";
import { tinyResnet } from "@camlucida/tensor/testing";
import { keep } from "@camlucida/weights";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resultsOf, type Run } from "./workplace.ts";

const root = resolve(import.meta.dirname, "../..");
const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };

/** The commands in a document's blocks of code. */
const linesOf = (text: string): string[] =>
  Array.from(text.matchAll(/^```(\w*)\n([^]*?)^```$/gm), ([, language = "", block = ""]) => (/^(?:sh)?$/.test(language) ? block.split("\n") : [])).flat().filter((line) => /^(npx|npm|curl|camlucida) /.test(line));

/** The commands of the help, without the words beside them. */
const helpLinesOf = (text: string): string[] => Array.from(text.matchAll(/^ {2}((?:npx|npm|curl) .*?)(?: {3,}.*)?$/gm), ([, line = ""]) => line);

const documents = ["README.md", "README.ja.md", "CONTRIBUTING.md", "weights/README.md", "apps/web/README.md", "docs/cli.md", "docs/cli.ja.md", "docs/checkpoints.md"];
const printed = (await Promise.all(documents.map(async (name) => linesOf(await readFile(join(root, name), "utf8"))))).flat();
const help = helpLinesOf(await readFile(join(root, "apps/cli/bin/help.txt"), "utf8"));

/** Each once: the Japanese ones differ by the names of photographs. */
const lines = [...new Map([...printed, ...help].map((line) => line.replace(/ +#.*/, "")).map((line) => [inEnglish(line), line])).values()];

function inEnglish(line: string): string {
  return line.replace("写真フォルダー/", "photos/").replace("写真.jpg", "cat.jpg");
}

/** What takes minutes, installs or serves. */
const isLong = (line: string): boolean => /^npm (?!run cam )|^npx camlucida tune/.test(line);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "camlucida-documents-"));
  await standIns();
  await place();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Commands under their own names: npm and npx stand in the clone, and the others give and take what they would. */
async function standIns(): Promise<void> {
  const programs = {
    npx: `[ "$1" = camlucida ] || exit 97\nshift\nexec node ${quoted(join(root, "apps/cli/bin/camlucida.mjs"))} "$@"`,
    npm: `[ "$1 $2 $3" = "run cam --" ] || exit 97\nshift 3\nINIT_CWD="$PWD"; export INIT_CWD; cd ${quoted(root)} && exec ${scripts["cam"]} "$@"`,
    curl: `[ "$*" = "-s https://example.org/cat.jpg" ] || exit 97\nexec cat cat.jpg`,
    jq: `exec node -e 'for (const line of require("fs").readFileSync(0, "utf8").trim().split("\\n")) console.log(JSON.parse(line).top[0].label)'`,
  };
  await mkdir(join(folder, "bin"));
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, "bin", name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, "bin", name), 0o755);
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The photographs and files that are named, and in the cache a small network under the names of the real ones. */
async function place(): Promise<void> {
  const here = join(folder, "place");
  for (const part of ["samples", "photos", "pets/kittens", "写真フォルダー"]) await mkdir(join(here, part), { recursive: true });
  const photo = join(root, "test/fixtures/images/420_64x48.jpg");
  for (const name of ["cat.jpg", "x.png", "写真.jpg", "samples/chelsea.png", "photos/1.jpg", "photos/2.jpg", "pets/a.jpg", "pets/kittens/b.jpg", "写真フォルダー/1.jpg"]) {
    await cp(photo, join(here, name));
  }
  const weights = writeSafetensors(tinyResnet(), { [metadataKeys.labels]: "tabby\nlynx\nEgyptian cat" });
  await writeFile(join(here, "my.pth"), weights);
  await writeFile(join(here, "my.txt"), "tabby\nlynx\ncart\n");
  await writeFile(join(here, "boxes.json"), JSON.stringify({ "a.jpg": [2, 2, 20, 20] }));
  await mkdir(join(folder, "cache"));
  for (const name of ["resnet18", "resnet50", "resnet50-keras"]) await keep(join(folder, "cache", `${name}.safetensors`), weights);
  const [result] = resultsOf(await shell("npx camlucida cat.jpg --model my.pth --json"));
  if (!result?.ok) throw new Error(JSON.stringify(result));
  const logits = result.top.toSorted((a, b) => a.class - b.class).map(({ logit }) => logit);
  await rm(join(here, "cat.cam.png"));
  await writeFile(join(here, "logits.npy"), encodeNpy(Float32Array.from(logits), [logits.length]));
}

function shell(line: string, where = join(folder, "place")): Promise<Run> {
  const env = { ...process.env, PATH: `${join(folder, "bin")}:${process.env["PATH"]}`, CAMLUCIDA_CACHE: join(folder, "cache") };
  return new Promise((done) => {
    execFile("sh", ["-c", line], { cwd: where, env, encoding: "utf8", maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr }));
  });
}

test("the documents print commands", () => {
  expect(printed.length).toBeGreaterThan(20);
  expect(help.length).toBeGreaterThan(5);
});

describe.skipIf(process.platform === "win32")("as printed", () => {
  test.concurrent.each(lines.filter((line) => !isLong(line)))("%s", async (line) => {
    const where = await mkdtemp(join(folder, "line-"));
    await cp(join(folder, "place"), where, { recursive: true });
    const before = await readdir(where, { recursive: true });
    const run = await shell(line, where);
    expect(run.stderr).not.toMatch(/✗|left out|Error/);
    expect(run.code).toBe(0);
    const added = (await readdir(where, { recursive: true })).filter((name) => !before.includes(name));
    if (/--help|--list|--check|weights|inspect /.test(line)) expect(run.stdout).not.toBe("");
    else expect(added.filter((name) => /\.(png|npy|svg)$/.test(name))).not.toEqual([]);
    if (/--json *$/.test(line)) expect(resultsOf(run).every(({ ok }) => ok)).toBe(true);
    if (line.includes("jq")) expect(run.stdout).toMatch(/^((tabby|lynx|Egyptian cat)\n){2}$/);
    if (line.includes("> cat.cam.png")) expect((await readFile(join(where, "cat.cam.png"))).subarray(1, 4).toString()).toBe("PNG");
  });

  test.each(lines.filter(isLong))("%s: is there, and knows its options", async (line) => {
    const [, , script = "test"] = /^npm (run )?(\S+)/.exec(line) ?? [];
    if (line.startsWith("npm")) expect(existsSync(join(root, /^node (\S+)/.exec(scripts[script] ?? "")?.[1] ?? "nowhere"))).toBe(true);
    if (!/^npm run web|^npx/.test(line)) return;
    const run = await shell(`${line.replace(/^npm run web( --)?/, `node ${quoted(join(root, "scripts/web.mjs"))}`)} --help`);
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("Usage:") as unknown });
  });

  test("npx finds the command in a clone, and adds nothing to what it says", async () => {
    const run = await new Promise((done) => {
      execFile("npx", ["--prefix", root, "camlucida", "--version"], { cwd: folder, encoding: "utf8", shell: process.platform === "win32" }, (error, stdout) => done({ code: error?.code ?? 0, stdout }));
    });
    expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/^camlucida \S+\n$/) as unknown });
  });
});
