import { openNetwork } from "@camlucida/cam";
import { deviceOf, seeded, tinyResnet } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { mapOf, residualOf, softmax, type PageSight } from "./sight.ts";

test("class maps, contrasts, completeness and probabilities are the network's", async () => {
  const network = await openNetwork({ tensors: tinyResnet(), metadata: {}, skipped: [] }, deviceOf(undefined));
  const { prediction: sight } = await network.forward([seeded(1, 224 * 224 * 3)]);
  const page: PageSight = { ...sight, bias: network.bias };
  const [first, second] = [mapOf(page, { classIndex: 0 }), mapOf(page, { classIndex: 2 })];
  expect(first.values).toEqual(Float32Array.from({ length: 49 }, (_, at) => sight.classMaps[3 * at] as number));
  const contrast = mapOf(page, { classIndex: 0, against: { classIndex: 2, alpha: 0.5 } });
  contrast.values.forEach((value, at) => expect(value).toBeCloseTo((first.values[at] as number) - 0.5 * (second.values[at] as number), 4));
  for (const c of [0, 1, 2]) expect(residualOf(page, c)).toBeLessThan(1e-4); // float32 sums of 49 · 16 products
  softmax(sight.logits).forEach((probability, c) => expect(probability).toBeCloseTo(sight.probabilities[c] as number, 5));
  network.dispose();
});
