import { expect, test } from "vitest";
import { runByReferences } from "../devices/reference/reference_device.ts";
import { fuse } from "./fuse.ts";
import { Graph, type Data, type Value } from "./graph.ts";
import { add } from "../ops/add/add.ts";
import { batchNorm } from "../ops/batch_norm/batch_norm.ts";
import { conv } from "../ops/conv/conv.ts";
import { relu } from "../ops/relu/relu.ts";
import { numbersOf } from "./parameter.ts";
import { expectClose, runOnGpu, seeded, testGpu } from "../testing/index.ts";

const gpu = await testGpu();
const image = seeded(1, 5 * 7 * 3);

/** convolution → batch-norm → ReLU, 3 → 6 channels. */
function block() {
  const graph = new Graph();
  const vector = (name: string, seed: number, offset = 0) => graph.parameter(name, [6], seeded(seed, 6, 0.5).map((x) => x + offset));
  const weight = graph.parameter("w", [3, 3, 3, 6], seeded(2, 162));
  const summed = conv(graph, "conv", graph.input("image", [1, 5, 7, 3]), weight, vector("b", 3), { padding: 1 });
  const normed = batchNorm(graph, "bn", summed, {
    gamma: vector("gamma", 4, 1), beta: vector("beta", 5), mean: vector("mean", 6), variance: vector("variance", 7, 1), epsilon: 1e-3,
  });
  return { graph, normed, out: relu(graph, "out", normed) };
}

test("three steps become one with the same result", async () => {
  const { graph, out } = block();
  const fused = fuse(graph, [out]);
  expect(fused.steps.length).toBe(1);
  const expected = runByReferences(graph, [out], { image })["out"] as Data;
  // Folding rounds each of 27 weights once more, 2⁻²⁴ each: far below 1e-5 of the largest value.
  expectClose(runByReferences(fused, [out], { image })["out"] as Data, expected, 1e-5, "fused on the CPU");
  if (gpu) expectClose((await runOnGpu(gpu, fused, [out], { image }))["out"] as Data, expected, 1e-5, "fused on the GPU");
});

test("a Value that must stay readable is not swallowed", () => {
  const { graph, normed, out } = block();
  const outputs = [normed, out];
  const fused = fuse(graph, outputs);
  expect(fused.steps.map(({ output }) => output)).toEqual([normed, out]);
  const [before, after] = [runByReferences(graph, outputs, { image }), runByReferences(fused, outputs, { image })];
  for (const { name } of outputs) expectClose(after[name] as Data, before[name] as Data, 1e-5, name); // as above
});

test("weights are scaled where they are written: the graph before and what shares them stay as they were", () => {
  const { graph, out: first } = block();
  const [kernel, bias] = [...graph.parameters.keys()];
  const second = conv(graph, "again", graph.inputs[0] as Value, kernel as Value, bias as Value, { padding: 1 });
  const before = runByReferences(graph, [first, second], { image });
  const together = fuse(graph, [first, second]);
  expect(runByReferences(together, [second], { image })["again"]).toEqual(before["again"]);
  const numbers = [...together.parameters.values()].map(numbersOf);
  expect([...together.parameters.values()].map(numbersOf)).toEqual(numbers); // as often as they are asked for
  expect(runByReferences(graph, [first, second], { image })).toEqual(before);
});

test.each([["in front of", true], ["behind", false]])("a residual that stands %s a convolution's sums is added with them", async (_, before) => {
  const { graph, normed } = block();
  const beside = graph.input("beside", normed.shape);
  const out = before ? add(graph, "sum", beside, normed) : add(graph, "sum", normed, beside);
  const fused = fuse(graph, [out]);
  expect(fused.steps.length).toBe(1);
  const inputs = { image, beside: seeded(8, 5 * 7 * 6) };
  const expected = runByReferences(graph, [out], inputs)["sum"] as Data;
  expectClose(runByReferences(fused, [out], inputs)["sum"] as Data, expected, 1e-5, "fused on the CPU"); // as above
  if (gpu) expectClose((await runOnGpu(gpu, fused, [out], inputs))["sum"] as Data, expected, 1e-5, "fused on the GPU");
});
