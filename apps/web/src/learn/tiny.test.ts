// The tiny network that travels with the page: an ordinary checkpoint, which sees what PyTorch sees in it.
import { evidenceFor, openingOf, openNetwork, preprocess } from "@camlucida/cam";
import { openReference, readCheckpoint } from "@camlucida/tensor";
import { decodeImage } from "camlucida/internal";
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const tiny = (name: string): Promise<Buffer> => readFile(new URL(`../../../../weights/tiny/${name}`, import.meta.url));

/** What weights/tiny/train.py wrote of it, by PyTorch. */
interface Measured {
  readonly "told right": number;
  readonly "positive evidence inside the shape's box": number;
  readonly "logits of shapes.png": Readonly<Record<string, number>>;
}
const measured = JSON.parse(String(await tiny("measured.json"))) as Measured;

test("opened like any checkpoint; PyTorch's logits of its picture, and class maps that add up", async () => {
  const { checkpoint, network: { name, classes }, preprocessing, labels } = openingOf({ checkpoint: readCheckpoint(await tiny("tiny.safetensors")), beside: [] });
  expect([name, classes, labels]).toEqual(["resnet (1+1+1 basic blocks)", 4, Object.keys(measured["logits of shapes.png"])]);
  expect(preprocessing.size).toEqual({ height: 64, width: 64 });
  const device = openReference();
  const network = await openNetwork(checkpoint, device, { preprocessing });
  const pass = await network.forward([preprocess(await decodeImage(await tiny("shapes.png")), preprocessing, "squash").input]);
  const { prediction } = pass;
  // Pillow and we resize to the bit; what is left is float32's sums, some 1e-6 of maps of ±70.
  Object.values(measured["logits of shapes.png"]).forEach((expected, at) => expect(Math.abs((prediction.logits[at] as number) - expected)).toBeLessThan(1e-3));
  expect(labels?.[prediction.ranking[0] ?? -1]).toBe("circle");
  const maps = prediction.ranking.map((classIndex) => evidenceFor(prediction, network, classIndex));
  for (const { residual } of maps) expect(residual).toBeLessThan(1e-4);
  const peaks = maps.map(({ classIndex, peak, mapWidth }) => [labels?.[classIndex], Math.floor(peak / mapWidth), peak % mapWidth]);
  expect(peaks.filter(([label]) => label === "circle")).toEqual([["circle", 8, 6]]); // on the circle's edge, at the left
  expect(peaks.filter(([label]) => label === "star")).toEqual([["star", 8, 11]]); // on the star, at the right
  pass.dispose();
  network.dispose();
  device.dispose();
});

test("it is worth looking at, and small", async () => {
  expect(measured["told right"]).toBeGreaterThanOrEqual(0.97);
  expect(measured["positive evidence inside the shape's box"]).toBeGreaterThan(0.85);
  const [network, picture] = [await tiny("tiny.safetensors"), await tiny("shapes.png")];
  expect(network.length).toBeLessThanOrEqual(30_000);
  expect(gzipSync(network).length + gzipSync(picture).length).toBeLessThanOrEqual(28_000); // of the 100 kB that a chapter may load
});
