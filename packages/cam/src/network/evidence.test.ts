import { deviceOf, seeded, tinyResnet, testGpu, tinyClasses } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { evidenceFor, classMapOf, contributionsAt, featureMapOf } from "./evidence.ts";
import { openNetwork } from "./network.ts";
import { probabilitiesFrom } from "./prediction.ts";
import { methods } from "../methods/index.ts";
import { logitOf, seedOf } from "./requests.ts";

test("class maps, contrasts, completeness and probabilities are the network's", async () => {
  const network = await openNetwork({ tensors: tinyResnet(), metadata: {}, skipped: [] }, deviceOf(undefined));
  const { prediction } = await network.forward([seeded(1, 224 * 224 * 3)]);
  const [first, second] = [classMapOf(prediction, { classIndex: 0 }), classMapOf(prediction, { classIndex: 2 })];
  expect(first.values).toEqual(Float32Array.from({ length: 49 }, (_, at) => prediction.classMaps[3 * at] as number));
  const contrast = classMapOf(prediction, { classIndex: 0, against: { classIndex: 2, alpha: 0.5 } });
  contrast.values.forEach((value, at) => expect(value).toBeCloseTo((first.values[at] as number) - 0.5 * (second.values[at] as number), 4));
  for (const c of [0, 1, 2]) expect(evidenceFor(prediction, network, c).residual).toBeLessThan(1e-4); // float32 sums of 49 · 16 products
  probabilitiesFrom(prediction.logits).forEach((probability, c) => expect(probability).toBeCloseTo(prediction.probabilities[c] as number, 5));
  network.dispose();
});

test("a target as a weighted sum of logits", () => {
  expect([...seedOf({ classIndex: 1 }, 3)]).toEqual([0, 1, 0]);
  expect([...seedOf({ classIndex: 1, against: { classIndex: 2, alpha: 0.5 } }, 3)]).toEqual([0, 1, -0.5]);
});

const gpu = await testGpu();
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

/** Two rows of one cell, three channels. */
const prediction = { features: Float32Array.of(1, 2, 3, 4, 0, 0.5), mapWidth: 1, mapHeight: 2 };
const weights = Float32Array.of(1, -4, 2);

test("channels come by the size of what they add, whatever its sign", () => {
  expect(contributionsAt(prediction, weights, { x: 0, y: 0 })).toEqual({
    total: -1, logitShare: -0.5,
    strongest: [{ channel: 1, contribution: -8 }, { channel: 2, contribution: 6 }, { channel: 0, contribution: 1 }],
  });
  expect(contributionsAt(prediction, weights, { x: 0, y: 1 })).toMatchObject({ total: 5, logitShare: 2.5, strongest: [{ channel: 0 }, { channel: 2 }, { channel: 1 }] });
});

test("weights that differ from position to position", () => {
  expect(contributionsAt(prediction, Float32Array.of(1, 0, 0, 2, 5, -4), { x: 0, y: 1 })).toMatchObject({ total: 6, strongest: [{ channel: 0, contribution: 8 }, { channel: 2, contribution: -2 }, { channel: 1, contribution: 0 }] });
});

test("a channel's feature map", () => {
  expect([0, 1, 2].map((channel) => [...featureMapOf(prediction, channel)])).toEqual([[1, 4], [2, 0], [3, 0.5]]);
});

test("what does not fit is refused", () => {
  for (const cell of [{ x: 1, y: 0 }, { x: 0, y: 2 }, { x: -1, y: 0 }, { x: 0, y: 0.5 }]) {
    expect(() => contributionsAt(prediction, weights, cell)).toThrow(coded("cell-out-of-range"));
  }
  expect(() => contributionsAt(prediction, new Float32Array(2), { x: 0, y: 0 })).toThrow(coded("features-shape"));
  expect(() => featureMapOf({ ...prediction, mapWidth: 4 }, 0)).toThrow(coded("features-shape"));
  expect(() => featureMapOf(prediction, 3)).toThrow(coded("channel-out-of-range"));
});

test.for([["the GPU", gpu], ["the CPU", undefined]] as const)("a network's cells are made of its channels and add up to its logits, on %s", async ([name, adapter], { skip }) => {
  if (name === "the GPU" && !adapter) return skip();
  const device = deviceOf(adapter);
  const [height, width] = [64, 96]; // a map of 2 × 3
  const tensors = tinyResnet();
  const network = await openNetwork({ tensors, metadata: {}, skipped: [] }, device, { input: [height, width] });
  const images = Array.from({ length: device.batchSize }, (_, at) => seeded(at, height * width * 3, 2));
  for (const seen of [...(await network.forward(images.slice(0, 1))).predictions, ...(await network.forward(images)).predictions]) {
    expect([seen.mapWidth, seen.mapHeight, seen.features.length]).toEqual([3, 2, 3 * 2 * 16]);
    expect(Math.min(...seen.features)).toBe(0); // behind a ReLU
    for (let c = 0; c < tinyClasses; c++) {
      const row = network.classWeights(c);
      expect(row).toEqual(tensors.get("fc.weight")?.data.slice(16 * c, 16 * (c + 1)));
      const { map, logit } = evidenceFor(seen, network, c);
      const cells = Array.from(map, (_, at) => contributionsAt(seen, row, { x: at % 3, y: Math.floor(at / 3) }));
      // float32 sums of 16 products of order 1, in another order
      cells.forEach(({ total }, at) => expect(Math.abs(total - (map[at] as number))).toBeLessThan(1e-5));
      const sum = cells.reduce((all, { logitShare }) => all + logitShare, network.bias[c] as number);
      expect(Math.abs(sum - logit)).toBeLessThan(1e-5);
      const channel = cells[4]?.strongest[0]?.channel ?? NaN; // the cell of row 1, column 1
      expect((row[channel] as number) * (featureMapOf(seen, channel)[4] as number)).toBe(cells[4]?.strongest[0]?.contribution);
    }
  }
  for (const unknown of [-1, tinyClasses, 0.5]) expect(() => network.classWeights(unknown)).toThrow(coded("class-unknown"));
  network.dispose();
});

test.for([["the GPU", gpu], ["the CPU", undefined]] as const)("every map that is a sum over channels says which, before the last layer too, on %s", async ([name, adapter], { skip }) => {
  if (name === "the GPU" && !adapter) return skip();
  const device = deviceOf(adapter);
  const side = 64;
  const requests = methods.flatMap((method) => (method.name === "cam" ? [] : [{ method, layer: "layer3" }, { method, layer: "layer4" }]));
  const checkpoint = { tensors: tinyResnet(), metadata: {}, skipped: [] };
  const network = await openNetwork(checkpoint, device, { input: [side, side] });
  const pass = await network.forward([seeded(3, side * side * 3, 2)]);
  const maps = await pass.maps(requests, logitOf(1, tinyClasses), { detail: "maps and their sums" });
  for (const { method, layer, width, height, values, sum } of maps) {
    expect([method, sum !== undefined]).toEqual([method, ["grad-cam", "grad-cam++", "hirescam", "xgrad-cam", "layer-cam", "ablation-cam", "score-cam"].includes(method)]);
    if (!sum) continue;
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    values.forEach((value, at) => {
      const { total } = contributionsAt({ features: sum.features, mapWidth: width, mapHeight: height }, sum.weights, { x: at % width, y: Math.floor(at / width) });
      // float32 sums of 16 products, in another order
      expect(Math.abs(total - value), `${method} at ${layer}`).toBeLessThanOrEqual(2e-6 * largest);
    });
  }
  const plain = await pass.maps(requests, logitOf(1, tinyClasses));
  plain.forEach((map, at) => {
    expect(map.sum).toBeUndefined();
    expect(map.values).toEqual(maps[at]?.values); // nobody's numbers depend on being told
  });
  pass.dispose();
  network.dispose();
});
