import { deviceOf, seeded, tinyResnet } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { evidenceFor } from "./evidence.ts";
import { openNetwork } from "./network.ts";
import { probabilitiesFrom } from "./prediction.ts";
import { classMapOf, seedOf } from "./targets.ts";

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
