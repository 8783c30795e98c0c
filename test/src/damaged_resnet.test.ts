// What a whole network is made of, and what is said of a checkpoint that lacks a part or holds one of another shape.
import { CheckpointError, fuse, Graph, resnet, type CheckpointTensor } from "@camlucida/tensor";
import { tinyResnet } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";

function build(tensors: Map<string, CheckpointTensor>): { graph: Graph; fused: Graph } {
  const graph = new Graph();
  const { logits } = resnet(graph, { tensors, metadata: {}, skipped: [] }, graph.input("image", [1, 64, 64, 3]));
  return { graph, fused: fuse(graph, [logits]) };
}

const count = (graph: Graph, name: string): number => graph.steps.filter(({ op }) => op.name === name).length;

function refusal(change: (tensors: Map<string, CheckpointTensor>) => void): CheckpointError {
  const tensors = tinyResnet();
  change(tensors);
  try {
    build(tensors);
  } catch (error) {
    if (error instanceof CheckpointError) return error;
    throw error;
  }
  throw new Error("the damaged checkpoint was accepted");
}

test("ResNet-18 has the paper's layers, and keeps only convolutions, two poolings and fc when fused", () => {
  const { graph, fused } = build(tinyResnet());
  // 17 convolutions and 3 projections; a ReLU after the stem and two per block; 8 blocks
  expect(["conv", "batch_norm", "relu", "add"].map((name) => count(graph, name))).toEqual([20, 20, 17, 8]);
  expect(["conv", "batch_norm", "relu", "add"].map((name) => count(fused, name))).toEqual([20, 0, 0, 0]);
  expect([graph.steps.length, fused.steps.length]).toEqual([68, 23]);
});

test("a missing tensor is named", () => {
  const error = refusal((tensors) => tensors.delete("layer3.1.bn2.running_var"));
  expect(error.code).toBe("checkpoint-missing-tensor");
  expect(error.message).toContain('"layer3.1.bn2.running_var"');
});

test.each([
  ["layer2.0.conv2.weight", [8, 7, 3, 3]],
  ["layer2.0.conv2.weight", [8, 8, 9]],
  ["bn1.running_mean", [5]],
  ["fc.weight", [3, 17]],
  ["fc.bias", [4]],
])("%s as %j is refused with both shapes", (name, shape) => {
  const length = shape.reduce((product, axis) => product * axis, 1);
  const error = refusal((tensors) => tensors.set(name, { shape, data: new Float32Array(length) }));
  expect(error.code).toBe("checkpoint-wrong-shape");
  expect(error.message).toContain(`"${name}" is [${shape.join(", ")}]`);
});
