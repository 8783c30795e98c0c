import { expect, test } from "vitest";
import { architectureOf } from "./architecture.ts";
import type { Checkpoint } from "./checkpoint/checkpoint.ts";
import { metadataKeys } from "./checkpoint/metadata.ts";

const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

/** Names without numbers: all that recognition reads. */
function named(blocks: readonly number[], bottleneck: boolean, metadata: Record<string, string> = {}): Checkpoint {
  const names = blocks.flatMap((count, stage) => Array.from({ length: count }, (_, at) => `layer${stage + 1}.${at}.conv1.weight`));
  if (bottleneck) names.push("layer1.0.conv3.weight");
  const tensors = new Map(["conv1.weight", ...names, "fc.weight"].map((name) => [name, { shape: [10, 0], data: new Float32Array(0) }]));
  return { tensors, metadata, skipped: [] };
}

test.each([
  ["resnet18", [2, 2, 2, 2], false], ["resnet34", [3, 4, 6, 3], false], ["resnet50", [3, 4, 6, 3], true],
  ["resnet101", [3, 4, 23, 3], true], ["resnet152", [3, 8, 36, 3], true],
] as const)("recognises %s", (name, blocks, bottleneck) => {
  expect(architectureOf(named(blocks, bottleneck))).toEqual({ name, blocks, bottleneck, bottleneckStride: "conv2", epsilon: 1e-5, classes: 10 });
});

test("refuses another network's names", () => {
  const tensors = new Map([["features.0.weight", { shape: [64, 3, 3, 3], data: new Float32Array(1728) }]]);
  expect(() => architectureOf({ tensors, metadata: {}, skipped: [] })).toThrow(coded("checkpoint-architecture"));
});

test("reads epsilon and stride from the metadata, and refuses nonsense there", () => {
  const { batchNormEpsilon, bottleneckStride } = metadataKeys;
  const keras = named([3, 4, 6, 3], true, { [batchNormEpsilon]: "0.001", [bottleneckStride]: "conv1" });
  expect(architectureOf(keras)).toMatchObject({ epsilon: 1e-3, bottleneckStride: "conv1" });
  for (const metadata of [{ [batchNormEpsilon]: "0" }, { [batchNormEpsilon]: "much" }, { [bottleneckStride]: "conv3" }]) {
    expect(() => architectureOf(named([2, 2, 2, 2], false, metadata))).toThrow(coded("checkpoint-metadata"));
  }
});
