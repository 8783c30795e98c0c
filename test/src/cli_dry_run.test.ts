// What a run would do, told without doing it: the same names as the run then writes.
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cat, openWorkplace, resultsOf, type Run, type Workplace } from "./workplace.ts";

let place: Workplace;
const cam = (...args: string[]): Promise<Run> => place.cam(...args, "--model", place.model, "--device", "cpu", "--labels", "labels.txt");
const linesOf = ({ stdout }: Run): Record<string, unknown>[] => stdout.trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);

beforeAll(async () => {
  place = await openWorkplace();
  await mkdir(join(place.folder, "photos/deep"), { recursive: true });
  for (const name of ["a.png", "deep/a.png", "deep/b.png"]) await copyFile(cat, join(place.folder, "photos", name));
  await writeFile(join(place.folder, "photos/text.png"), "no picture");
});
afterAll(() => place.close());

test("it names what the run then writes, and writes nothing", async () => {
  const asked = ["-r", "photos", "--class", "cat,dog", "--method", "cam,grad-cam", "--out", "o/", "--raw", "{dir}/{stem}.{method}.{class}.npy", "--json"];
  const before = await readdir(place.folder, { recursive: true });
  const dry = await cam(...asked, "--dry-run");
  expect(dry).toMatchObject({ code: 1, stderr: "" });
  expect(await readdir(place.folder, { recursive: true })).toEqual(before);
  const [last, ...lines] = linesOf(dry).toReversed();
  expect(last).toMatchObject({ dryRun: true, model: { name: "tiny", path: place.model, obtain: null }, device: { kind: "cpu" }, counts: { explained: 3, refused: 1, files: 24 } });
  const results = resultsOf(await cam(...asked));
  expect(lines.toReversed().map(({ image, files, error }) => [image, files, error])).toEqual(results.map((result) =>
    (result.ok ? [result.image, [...result.maps.map(({ overlay }) => overlay), ...result.maps.map(({ raw }) => raw)], undefined] : [result.image, [], result.error])));
  const again = await cam(...asked, "--dry-run");
  expect(again.code).toBe(1);
  expect(linesOf(again).slice(0, -1).map(({ error }) => (error as { code: string }).code)).toEqual(["output-exists", "output-exists", "output-exists", "image-not-an-image"]);
});

test("in words, with what only the picture tells left open; two pictures of one name are told", async () => {
  const run = await cam("photos/deep/b.png", "--class", "top2", "--dry-run");
  expect(run.stdout).toMatch(/^photos\/deep\/b\.png  →  photos\/deep\/b\.\{class\}\.cam\.png\n\n1 to explain, at least 1 file to write\nmodel   tiny: .*tiny\.safetensors\ndevice  CPU .*: as asked for\n$/);
  const conflict = await cam("photos/a.png", "photos/deep/a.png", "--out", "x/{stem}.png", "--dry-run");
  expect(conflict.code).toBe(2);
  expect(conflict.stdout).toMatch(/✗ photos\/deep\/a\.png {2}photos\/a\.png and photos\/deep\/a\.png would both become .*\(output-conflict\)/);
});

test("a model that is not at hand is not obtained; what would end the run does", async () => {
  const named = await place.cam("photos/a.png", "--model", "resnet50", "--device", "cpu", "--method", "grad-cam", "--layer", "layer3", "--class", "tabby", "--dry-run", "--out", "n.{layer}.png");
  expect(named).toMatchObject({ code: 0, stderr: "" });
  expect(named.stdout).toMatch(/→ {2}n\.layer3\.png\n[^]*model {3}resnet50, to be obtained \(102\.5 MB\)/);
  expect((await cam("photos/a.png", "--class", "cow", "--dry-run")).code).toBe(2);
  expect((await cam("photos/a.png", "--layer", "layer9", "--dry-run")).code).toBe(2);
  expect((await place.cam("photos/a.png", "--model", "none.pth", "--dry-run")).code).toBe(4);
  expect((await cam("photos/a.png", "--csv", "--dry-run")).stderr).toMatch(/--json tells what would be written/);
});
