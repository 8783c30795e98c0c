// What the command line writes beside single pictures, end to end on a small ResNet: contact sheets.
import { type ImageResult, decodeImage } from "camlucida";
import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cat, openWorkplace, resultsOf, type Workplace } from "./workplace.ts";

type Success = Extract<ImageResult, { ok: true }>;

let place: Workplace;

beforeAll(async () => { place = await openWorkplace(); });
afterAll(() => place.close());

async function explain(...args: string[]): Promise<Success> {
  const run = await place.cam(cat, "--model", place.model, "--labels", "labels.txt", "--device", "cpu", "--json", ...args);
  const [result] = run.stdout === "" ? [] : resultsOf(run);
  if (!result?.ok) throw new Error(`${run.stderr}${run.stdout}`);
  return result;
}

const read = async (name: string): ReturnType<typeof decodeImage> => decodeImage(new Uint8Array(await readFile(join(place.folder, name))));

test("a contact sheet: methods down, classes across, and no other picture unless asked for", async () => {
  const result = await explain("--method", "cam,grad-cam", "--layer", "layer3,layer4", "--class", "top3", "--sheet", "s/{stem}.sheet.png");
  expect(result.sheet).toBe("s/chelsea.sheet.png");
  expect(result.maps.map(({ overlay }) => overlay)).toEqual(Array.from({ length: 9 }, () => null));
  expect(await readdir(join(place.folder, "s"))).toEqual(["chelsea.sheet.png"]);
  const sheet = await read("s/chelsea.sheet.png");
  expect(sheet.width).toBeGreaterThan(3 * 240); // pixels of a tile's longer side
  expect(sheet.height).toBeGreaterThan(4 * 160); // the photograph and three rows
  const both = await explain("--sheet", "t/{stem}.sheet.jpg", "--out", "t/{stem}.png");
  expect([both.sheet, both.maps[0]?.overlay]).toEqual(["t/chelsea.sheet.jpg", "t/chelsea.png"]);
});

test("a sheet that stands there already is left as it is", async () => {
  const twice = ["--sheet", "once.sheet.png"];
  await explain(...twice);
  await expect(explain(...twice)).rejects.toThrow(/output-exists/);
  await access(join(place.folder, "once.sheet.png"));
});
