// The default picture on twelve photographs: the evidence is seen, so is its sign, and so is the photograph.
import { drawMap, place, upsample, type DrawnMap, type Image } from "@camlucida/cam";
import { decodeImage } from "camlucida/internal";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { labOf, legibilityOf } from "./legibility.ts";
import { firstCommand, inRepository, openPhotograph, photographs, readMaps } from "./photographs.ts";

const maps = await readMaps();
const stride = 31; // one pixel of so many says as much, and takes as much less time

const wholeOf = ({ width, height }: Image) => ({ x: 0, y: 0, width, height });

function evidenceOver({ values, width, height }: DrawnMap, image: Image): Float32Array {
  return upsample(values, width, height, place(width, height, wholeOf(image), image.width, image.height));
}

function mapOf(name: string): DrawnMap {
  const found = maps[name];
  if (!found) throw new Error(`maps.json has no ${name}: npm run pictures makes it`);
  return { method: "cam", width: found.width, height: found.height, values: Float32Array.from(found.values) };
}

test("colours are what scikit-image's rgb2lab says", () => {
  const image = { width: 3, height: 1, data: Uint8Array.of(200, 100, 50, 255, 100, 150, 200, 255, 3, 7, 9, 255) };
  const expected = [[53.6295, 36.3052, 45.3805], [60.5071, -2.7897, -30.9268], [1.7256, -0.768, -1.1252]];
  // Its matrix and white point have other last digits.
  expected.forEach((lab, pixel) => lab.forEach((value, axis) => expect(Math.abs(labOf(image, pixel)[axis]! - value)).toBeLessThan(0.02)));
});

test.each(photographs)("$name ($difficulty): evidence, its sign and the photograph are seen", async (photograph) => {
  const image = await openPhotograph(photograph);
  const map = mapOf(photograph.name);
  const picture = drawMap(map, image, wholeOf(image), { view: "signed" }).overlay;
  const evidence = evidenceOver(map, image);
  const { difference, contrast } = legibilityOf(image, picture, evidence, stride);
  expect(difference).toBeGreaterThanOrEqual(25);
  expect(contrast).toBeGreaterThanOrEqual(0.3);
  const against = drawMap({ ...map, values: map.values.map((value) => -value) }, image, wholeOf(image), { view: "signed" }).overlay;
  expect(legibilityOf(picture, against, evidence, stride).difference).toBeGreaterThanOrEqual(40);
  // Yellow for, blue against: the axis that people without red or green cones see too.
  const sampled = Array.from({ length: Math.floor(evidence.length / stride) }, (_, at) => at * stride).filter((at) => (evidence[at] as number) > 0);
  const yellowness = (of: Image): number => sampled.reduce((sum, at) => sum + labOf(of, at)[2] * (evidence[at] as number), 0);
  expect(yellowness(picture)).toBeGreaterThan(0);
  expect(yellowness(against)).toBeLessThan(0);
});

test("the README's first picture is the first command's: docs/chelsea.cam.png", async () => {
  const [photograph] = photographs as [(typeof photographs)[0]];
  const image = await openPhotograph(photograph);
  const kept = await decodeImage(await readFile(inRepository("docs/chelsea.cam.png")));
  const { overlay } = drawMap(mapOf(firstCommand), image, wholeOf(image), { view: "signed" });
  expect([kept.width, kept.height > image.height]).toEqual([image.width, true]); // and its legend
  // maps.json has three decimals: a level, and a share of what a line covers
  const different = overlay.data.filter((level, at) => Math.abs(level - (kept.data[at] as number)) > 3).length;
  expect(different / overlay.data.length).toBeLessThan(0.001);
});
