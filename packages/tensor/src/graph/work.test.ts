import { expect, test } from "vitest";
import { Graph, type Step, type Value } from "./graph.ts";
import { chooseAlgorithms } from "../ops/conv/choose.ts";
import { adjoint } from "./adjoint.ts";
import { add } from "../ops/add/add.ts";
import { averagePool } from "../ops/average_pool/average_pool.ts";
import { globalAveragePool } from "../ops/global_average_pool/global_average_pool.ts";
import { batchNorm } from "../ops/batch_norm/batch_norm.ts";
import { conv } from "../ops/conv/conv.ts";
import { linear } from "../ops/linear/linear.ts";
import { maxPool } from "../ops/max_pool/max_pool.ts";
import { relu } from "../ops/relu/relu.ts";
import { softmax } from "../ops/softmax/softmax.ts";
import { topK } from "../ops/top_k/top_k.ts";
import { smallResnet } from "../testing/resnets.ts";
import { workOf, type Work } from "./work.ts";

/** Of the last step that `build` appends; every array that it makes, parameters included, is an input of the graph. */
function work(build: (graph: Graph, array: (...shape: number[]) => Value) => unknown): Work {
  const graph = new Graph();
  build(graph, (...shape) => graph.input(`input ${graph.inputs.length}`, shape));
  return workOf(graph.steps.at(-1) as Step);
}

const image = [2, 8, 6, 4] as const; // 384 elements

test.each<[string, Work, Parameters<typeof work>[0]]>([
  // 2 · 4 · 3 pixels of 5 channels, 3 · 3 · 4 multiply-adds each
  ["conv", { operations: 2 * 120 * 36, bytes: 4 * (384 + 180 + 5 + 120) },
    (graph, array) => conv(graph, "out", array(...image), array(3, 3, 4, 5), array(5), { stride: 2, padding: 1 })],
  ["conv in two groups", { operations: 2 * 576 * 2, bytes: 4 * (384 + 12 + 6 + 576) },
    (graph, array) => conv(graph, "out", array(...image), array(1, 1, 2, 6), array(6), { groups: 2 })],
  ["linear", { operations: 2 * 10 * 7, bytes: 4 * (14 + 35 + 5 + 10) }, (graph, array) => linear(graph, "out", array(2, 7), array(7, 5), array(5))],
  ["batch_norm", { operations: 2 * 384, bytes: 4 * (384 + 16 + 384) }, (graph, array) =>
    batchNorm(graph, "out", array(...image), { gamma: array(4), beta: array(4), mean: array(4), variance: array(4), epsilon: 1e-5 })],
  ["relu", { operations: 384, bytes: 4 * 768 }, (graph, array) => relu(graph, "out", array(...image))],
  ["add", { operations: 384, bytes: 4 * 1152 }, (graph, array) => add(graph, "out", array(...image), array(...image))],
  ["add of one to itself, read once", { operations: 384, bytes: 4 * 768 }, (graph, array) => {
    const one = array(...image);
    add(graph, "out", one, one);
  }],
  ["max_pool", { operations: 96 * 9, bytes: 4 * (384 + 96) }, (graph, array) => maxPool(graph, "out", array(...image), { kernel: 3, stride: 2, padding: 1 })],
  ["average_pool", { operations: 96 * 6, bytes: 4 * (384 + 96) }, (graph, array) => averagePool(graph, "out", array(...image), { kernel: [3, 2], stride: 2, padding: [1, 0] })],
  ["global_average_pool", { operations: 384, bytes: 4 * (384 + 8) }, (graph, array) => globalAveragePool(graph, "out", array(...image))],
  ["softmax", { operations: 5 * 14, bytes: 4 * 28 }, (graph, array) => softmax(graph, "out", array(2, 7))],
  ["top_k", { operations: 3 * 14, bytes: 4 * (14 + 12) }, (graph, array) => topK(graph, "out", array(2, 7), 3)],
  ["relu of bytes", { operations: 12, bytes: 12 + 4 * 12 }, (graph) => relu(graph, "out", graph.input("pixels", [3, 4], "u8"))],
])("%s", (_, expected, build) => {
  expect(work(build)).toEqual(expected);
});

test("products take as many operations backwards as forwards", () => {
  const graph = new Graph();
  const features = conv(graph, "conv", graph.input("image", [1, 8, 6, 4]), graph.parameter("w", [3, 3, 4, 5], new Float32Array(180)),
    graph.parameter("b", [5], new Float32Array(5)), { stride: 2, padding: 1 });
  const logits = linear(graph, "fc", features, graph.parameter("v", [5, 7], new Float32Array(35)), graph.parameter("a", [7], new Float32Array(7)));
  adjoint(graph, logits, graph.input("seed", logits.shape), [graph.inputs[0] as Value]);
  const operations = Object.fromEntries(graph.steps.map((step) => [step.op.name, workOf(step).operations]));
  expect(operations).toEqual({ conv: 4320, linear: 840, conv_adjoint: 4320, linear_adjoint: 840 });
});

test("every step of a network does something", () => {
  for (const step of smallResnet().graph.steps) expect(workOf(step).operations, step.output.name).toBeGreaterThan(0);
});

test("Winograd's product of 4 × 4 tiles takes a quarter of the operations, and its transforms count as traffic", () => {
  const graph = new Graph();
  const [weight, bias] = [graph.parameter("w", [3, 3, 16, 16], new Float32Array(9 * 256)), graph.parameter("b", [16], new Float32Array(16))];
  conv(graph, "conv", graph.input("image", [1, 8, 8, 16]), weight, bias, { padding: 1 });
  const direct = graph.steps.map((step) => workOf(step).operations);
  const fast = chooseAlgorithms(graph, () => "winograd 4×4").steps.map((step) => workOf(step).operations);
  expect(direct).toEqual([2 * 64 * 16 * 144]);
  expect(fast).toEqual([0, (2 * 64 * 16 * 144) / 4, 0]);
});
