// What the command line writes beside single pictures, end to end on a small ResNet: contact sheets, boxes, masks.
import { type ImageResult, decodeImage } from "camlucida/internal";
import { Buffer } from "node:buffer";
import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cat, openWorkplace, readNpy, resultsOf, type Workplace } from "./workplace.ts";

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

test("boxes and masks agree with the map, with each other and with the photograph", async () => {
  const names = ["--out", "b/{class}.png", "--raw", "b/{class}.npy", "--mask", "b/{class}.mask.png"];
  const { maps } = await explain("--class", "top3", "--box", "--threshold", "0.6", ...names);
  const [found, , none] = maps;
  if (!found?.mask || !found.boxes || !none?.boxes) throw new Error(JSON.stringify(maps));
  expect(found.threshold).toBe(0.6);
  const mask = await read(found.mask);
  expect([mask.width, mask.height]).toEqual([451, 300]);
  const marked = [...Array(451 * 300).keys()].filter((pixel) => mask.data[4 * pixel] === 255);
  expect(mask.data.every((level) => level === 0 || level === 255)).toBe(true);
  for (const pixel of marked) { // every marked pixel lies in a box
    const [x, y] = [pixel % 451, Math.floor(pixel / 451)];
    expect(found.boxes.some((box) => x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height)).toBe(true);
  }
  const { values } = await readNpy(join(place.folder, "b/cat.npy"));
  const peak = values.indexOf(Math.max(...values)); // its cell's centre is marked
  expect(mask.data[4 * (Math.floor(((Math.floor(peak / 7) + 0.5) * 300) / 7) * 451 + Math.floor((((peak % 7) + 0.5) * 451) / 7))]).toBe(255);
  const picture = await read("b/cat.png");
  const [{ x, y } = { x: 0, y: 0 }] = found.boxes;
  expect(Array.from(picture.data.subarray(4 * (y * 451 + x), 4 * (y * 451 + x) + 3))).toEqual([0, 0, 0]); // the frame's dark line
  expect(none).toMatchObject({ label: "dog", boxes: [] }); // nothing speaks for it
});

test("a sheet that stands there already is left as it is", async () => {
  const twice = ["--sheet", "once.sheet.png"];
  await explain(...twice);
  await expect(explain(...twice)).rejects.toThrow(/output-exists/);
  await access(join(place.folder, "once.sheet.png"));
});

test("a legend lies below what the photograph had, and a common scale draws weak classes as weak", async () => {
  const scaled = ["--class", "top3", "--no-legend"];
  const own = await explain(...scaled, "--out", "l/{class}.own.png");
  await explain(...scaled, "--scale", "common", "--out", "l/{class}.common.png");
  await explain("--out", "l/legend.png");
  const [mine, captioned] = [await read("l/cat.own.png"), await read("l/legend.png")];
  expect([mine.height, captioned.width, captioned.height > 340]).toEqual([300, 451, true]);
  expect(captioned.data.subarray(0, mine.data.length)).toEqual(mine.data);
  const strengths = own.maps.map(({ min, max }) => Math.max(-min, max));
  const strongest = strengths.indexOf(Math.max(...strengths));
  const others = own.maps.filter((_, at) => at !== strongest);
  const same = async (slug: string): Promise<boolean> => Buffer.from((await read(`l/${slug}.own.png`)).data).equals(Buffer.from((await read(`l/${slug}.common.png`)).data));
  expect(await same(own.maps[strongest]?.label ?? "")).toBe(true); // its own scale is the common one
  for (const { label } of others) expect(await same(label ?? "")).toBe(false);
});
