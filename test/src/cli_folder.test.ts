// Many pictures in one run: reported in their order, each as if it had come alone.
import type { ImageResult } from "camlucida/internal";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cat, openWorkplace, resultsOf, type Workplace } from "./workplace.ts";

const samples = resolve(import.meta.dirname, "../../samples");
let place: Workplace;

/** Large and small, PNG and JPEG, so that later ones are ready earlier; two are broken, in the middle. */
const names = ["a.png", "b.jpg", "c.png", "d.png", "e.jpg", "f.png", "g.jpg", "h.png", "i.png", "j.jpg", "k.png", "l.jpg", "m.png"];
const broken = ["d.png", "e.jpg"];

beforeAll(async () => {
  place = await openWorkplace();
  await mkdir(join(place.folder, "photos"));
  for (const [at, name] of names.entries()) {
    const source = name.endsWith(".jpg") ? join(samples, "rocket.jpg") : at % 2 === 0 ? join(samples, "coffee.png") : cat;
    const path = join(place.folder, "photos", name);
    if (broken.includes(name)) await writeFile(path, (await readFile(source)).subarray(0, 3000));
    else await copyFile(source, path);
  }
});
afterAll(() => place.close());

const explain = async (to: string, inputs: readonly string[], more: readonly string[]): Promise<ImageResult[]> =>
  resultsOf(await place.cam(...inputs, "--model", place.model, "--device", "cpu", "--json", "--out", `${to}/{stem}.{method}.{layer}.png`, "--raw", `${to}/{stem}.{method}.{layer}.npy`, ...more));

/** What a result says apart from how long it took and on how many threads, and where it was written to. */
const said = (result: ImageResult | undefined, folder: string): unknown =>
  JSON.parse(JSON.stringify(result, (key, value: unknown) => (key === "ms" || key === "device" ? undefined : typeof value === "string" ? value.replace(`${folder}/`, "") : value)));

test.each([
  ["what a sight answers", ["--method", "cam"]],
  ["what the network is asked again", ["--method", "cam,grad-cam", "--layer", "layer3,layer4", "--sheet", "SHEETS/{stem}.sheet.png"]],
])("in their order, the broken ones failing alone, and the same bytes as one by one: %s", async (name, more) => {
  const [many, single] = [`many ${name}`, `single ${name}`];
  const settings = (folder: string): string[] => more.map((word) => word.replace("SHEETS", folder));
  const together = await explain(many, ["photos"], settings(many));
  expect(together.map(({ image }) => image)).toEqual(names.map((file) => join("photos", file)));
  expect(together.filter(({ ok }) => !ok).map(({ image }) => image)).toEqual(broken.map((file) => join("photos", file)));
  for (const at of [0, 1, 3, 7, 12]) {
    const [alone] = await explain(single, [join("photos", names[at] ?? "")], settings(single));
    expect(said(together[at], many)).toEqual(said(alone, single));
  }
  const files = await readdir(join(place.folder, single));
  expect(files.length).toBeGreaterThan(4);
  for (const file of files) {
    const [a, b] = await Promise.all([many, single].map((folder) => readFile(join(place.folder, folder, file))));
    expect(a?.equals(b ?? new Uint8Array()), file).toBe(true);
  }
  expect((await readdir(join(place.folder, many))).filter((file) => file.endsWith(".tmp"))).toEqual([]);
});

test("nothing is replaced, and the others are explained", async () => {
  await explain("kept", ["photos/b.jpg"], []);
  const before = await readFile(join(place.folder, "kept/b.cam.layer4.png"));
  const results = await explain("kept", ["photos/a.png", "photos/b.jpg", "photos/c.png"], []);
  expect(results.map((result) => (result.ok ? "ok" : result.error.code))).toEqual(["ok", "output-exists", "ok"]);
  expect((await readFile(join(place.folder, "kept/b.cam.layer4.png"))).equals(before)).toBe(true);
});

test("the summary says how many, how long and how fast", async () => {
  const run = await place.cam("photos", "--model", place.model, "--device", "cpu", "--out", "said/{stem}.png");
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/11 explained, 2 failed in .*, [\d.]+ a second\n$/);
  expect([...run.stdout.matchAll(/^photos\/(\S+) /gm)].map(([, file]) => file)).toEqual(names.filter((file) => !broken.includes(file)));
});
