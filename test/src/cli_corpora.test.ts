// `npm run corpora` as a process: what it says of a folder and of mutants, and with which exit code it ends.
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { denoBinary } from "../../scripts/launcher/deno.mjs";

const root = resolve(import.meta.dirname, "../..");
const fixtures = join(root, "test/fixtures/images");
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "camlucida-corpora-"));
  await mkdir(join(folder, "corpus/deep"), { recursive: true });
  await copyFile(join(fixtures, "rgb_8.png"), join(folder, "corpus/rgb.png"));
  await copyFile(join(root, "packages/tensor/src/checkpoint/fixtures/hostile_zip.pth"), join(folder, "corpus/deep/hostile.pth"));
  await writeFile(join(folder, "corpus/deep/broken.JPG"), "no photograph");
  await writeFile(join(folder, "corpus/notes.txt"), "not asked for");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function corpora(...words: readonly string[]): Promise<{ code: number; stdout: string }> {
  const all = ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", "test/src/corpora/main.ts", ...words];
  return new Promise((done) => {
    execFile(denoBinary(), all, { cwd: root }, (error, stdout) => done({ code: typeof error?.code === "number" ? error.code : 0, stdout }));
  });
}

test("a folder: what was read, refused by which code, slowest, largest", async () => {
  const json = join(folder, "result.json");
  const { code, stdout } = await corpora(join(folder, "corpus"), "--json", json);
  expect(stdout).toContain("3 files: 1 read, 2 refused by code, 0 faults");
  expect(stdout).toMatch(/1 {2}checkpoint-unsafe\n/);
  expect(stdout).toMatch(/deep\/broken\.JPG: Not a /);
  const { files, refused, results } = JSON.parse(await readFile(json, "utf8")) as { files: number; refused: Record<string, { count: number }>; results: unknown[] };
  expect([files, refused["image-not-an-image"]?.count, results.length, code]).toEqual([3, 1, 3, 0]);
});

test("pixels against another reader's: equal ones are counted, others are named and end with 1", async () => {
  const { "rgb_8.png": right } = JSON.parse(await readFile(join(fixtures, "expected.json"), "utf8")) as Record<string, { width: number; height: number; sha256: string }>;
  const reference = join(folder, "reference.json");
  const asReference = (facts: object): Promise<void> => writeFile(reference, JSON.stringify({ files: { "rgb.png": [{ by: "OpenCV", sample: "", ...facts }] } }));
  await asReference({ ...right });
  expect(await corpora(join(folder, "corpus"), "--against", reference)).toMatchObject({ code: 0, stdout: expect.stringMatching(/1 {2}equal to OpenCV/) as string });
  await asReference({ ...right, sha256: "0" });
  expect(await corpora(join(folder, "corpus"), "--against", reference)).toMatchObject({ code: 1, stdout: expect.stringMatching(/DIFFERENT {2}rgb\.png/) as string });
});

test("mutants: so many, and one of them as a file", async () => {
  const { code, stdout } = await corpora("--mutants", "png,safetensors", "--count", "20", "--seed", "3");
  expect(stdout).toMatch(/png mutants, seed 3\n20 files: [^]*safetensors mutants, seed 3\n20 files: /);
  const file = join(folder, "mutant.png");
  const one = await corpora("--mutants", "png", "--seed", "3", "--only", "4", "--out", file);
  expect(one.stdout).toMatch(/^png 3:4, \d+ bytes, made from test\/fixtures\//);
  expect((await readFile(file)).length).toBe(Number(/(\d+) bytes/.exec(one.stdout)?.[1]));
  expect(code).toBe(0);
});
