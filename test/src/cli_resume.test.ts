// A folder that is explained again: what is there is left as it is, what is missing comes back.
import type { InputResult } from "camlucida/internal";
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cat, openWorkplace, type Run, type Workplace } from "./workplace.ts";

let place: Workplace;
beforeAll(async () => { place = await openWorkplace(); });
afterAll(() => place.close());

/** A folder of these pictures. */
async function photos(folder: string, ...names: string[]): Promise<void> {
  await mkdir(join(place.folder, folder));
  for (const name of names) await copyFile(cat, join(place.folder, folder, name));
}

const explain = (...args: string[]): Promise<Run> => place.cam(...args, "--model", place.model, "--device", "cpu");
const linesOf = ({ stdout }: Run): InputResult[] => stdout.trim().split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as InputResult);
const inPlace = (...names: string[]): string => join(place.folder, ...names);

test("--skip-existing skips what is done, and writes what is missing of the others", async () => {
  await photos("again", "a.png", "b.png", "c.png");
  const options = ["again", "--raw", "{dir}/{stem}.npy", "--json"];
  expect((await explain(...options)).code).toBe(0);
  const refused = await explain(...options);
  expect(refused.code).toBe(1);
  expect(refused.stdout).toMatch(/"output-exists","message":"[^"]*--skip-existing[^"]*--force/);
  const lost = await readFile(inPlace("again/b.npy"));
  await rm(inPlace("again/b.npy"));
  await writeFile(inPlace("again/b.cam.png"), "precious");
  const stale = inPlace("again/.camlucida-01234567-89ab-cdef-0123-456789abcdef.tmp");
  await writeFile(stale, "half a picture, of a run that was killed");
  const before = await stat(inPlace("again/a.cam.png"));
  const again = await explain(...options, "--skip-existing");
  expect(again.code).toBe(0);
  const [a, b, c] = linesOf(again);
  expect(a).toEqual({ image: "again/a.png", ok: true, skipped: true, files: ["again/a.cam.png", "again/a.npy"] });
  expect(b).toMatchObject({ ok: true, kept: ["again/b.cam.png"], maps: [{ overlay: "again/b.cam.png", raw: "again/b.npy" }] });
  expect(c).toMatchObject({ skipped: true });
  expect((await readFile(inPlace("again/b.npy"))).equals(lost)).toBe(true);
  expect(await readFile(inPlace("again/b.cam.png"), "utf8")).toBe("precious");
  expect((await stat(inPlace("again/a.cam.png"))).mtimeMs).toBe(before.mtimeMs);
  await expect(stat(stale)).rejects.toThrow(/ENOENT/);
  const text = await explain("again", "--raw", "{dir}/{stem}.npy", "--skip-existing");
  expect([text.code, text.stdout]).toEqual([0, ""]);
  expect(text.stderr).toMatch(/^0 explained, 3 skipped in [^,]*\n$/);
});

test("--skip-existing with names that only the photograph tells", async () => {
  await photos("named", "a.png");
  const options = ["named", "--class", "top2", "--out", "by_class/{stem}.{class}.png", "--json", "--skip-existing"];
  const [first] = linesOf(await explain(...options));
  const files = first?.ok === true && !("skipped" in first) ? first.maps.map(({ overlay }) => overlay) : [];
  expect(files).toHaveLength(2);
  expect(linesOf(await explain(...options))).toEqual([{ image: "named/a.png", ok: true, skipped: true, files }]);
  await rm(inPlace(files[1] ?? ""));
  expect(linesOf(await explain(...options))).toMatchObject([{ ok: true, kept: [files[0]] }]);
  expect((await readdir(inPlace("by_class"))).length).toBe(2);
});

test("two photographs of one stem: the second's extension goes into its name, run after run", async () => {
  await photos("twins", "a.jpg", "a.png", "b.png");
  const run = await explain("twins");
  expect(run.code).toBe(0);
  expect(run.stderr).toMatch(/carry its extension: a\.png → a\.png\.cam\.png\n/);
  const results = ["a.cam.png", "a.png.cam.png", "b.cam.png"];
  expect((await readdir(inPlace("twins"))).toSorted()).toEqual(["a.cam.png", "a.jpg", "a.png", "a.png.cam.png", "b.cam.png", "b.png"]);
  const again = linesOf(await explain("twins", "--skip-existing", "--json"));
  expect(again.map((result) => ("skipped" in result ? result.files : []))).toEqual(results.map((name) => [`twins/${name}`]));
});

test("pictures that are not read are named, in the folder's order, and make no failure", async () => {
  await photos("phone", "IMG_2.png");
  await writeFile(inPlace("phone/IMG_1.jxl"), "");
  await writeFile(inPlace("phone/b.psd"), "");
  const run = await explain("phone", "--json");
  expect(run.code).toBe(0);
  expect(linesOf(run).map(({ image, ok }) => [image, ok])).toEqual([["phone/IMG_1.jxl", false], ["phone/IMG_2.png", true], ["phone/b.psd", false]]);
  expect(linesOf(run)[0]).toMatchObject({ error: { code: "image-left-out", message: expect.stringMatching(/^JPEG XL is not read/) as string } });
  expect(run.stderr).toMatch(/^2 files left out: phone\/IMG_1\.jxl, phone\/b\.psd \(1 JPEG XL, 1 Photoshop\)\. JPEG XL is not read\. Convert it to JPEG or PNG/);
  await rm(inPlace("phone/IMG_2.png"));
  const alone = await explain("phone");
  expect(alone.code).toBe(1);
  expect(alone.stderr).toMatch(/holds no .*2 other files are there: IMG_1\.jxl, b\.psd\. JPEG XL is not read/);
});
