import { expect, test } from "vitest";
import { runByReferences } from "../../devices/reference/reference_device.ts";
import { adjoint } from "../../graph/adjoint.ts";
import { Graph, elements, type Shape, type Value } from "../../graph/graph.ts";
import { ROUNDED_TWICE, decodeFloats, expectAgreement, readAdjoint, readFixture, runOnGpu, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import { guidedReluAdjoint } from "../relu/relu.ts";
import { prelu } from "./prelu.ts";

interface PreluCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape;
  readonly slope: Shape;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly PreluCase[] }>(import.meta.url, "../fixtures/prelu.json");
const gpu = await testGpu();
const tolerance = { cpu: ROUNDED_TWICE, gpu: 1e-6 }; // products, and sums of at most 105 of them: √105 · 2⁻²⁴ = 6e-7

test.each(cases)("as PyTorch, both ways: $name", async ({ seed, input, slope, shape, output, adjoint: stored }) => {
  const inputs = { x: seeded(seed, elements(input)), slope: seeded(seed + 1, elements(slope)) };
  const expected = { shape, values: decodeFloats(output), adjoint: readAdjoint(stored, shape) };
  await expectAgreement(gpu, (graph) => prelu(graph, "out", graph.input("x", input), graph.input("slope", slope)), inputs, expected, tolerance);
  const learnt = (graph: Graph): Value => prelu(graph, "out", graph.input("x", input), graph.parameter("slope", slope, inputs.slope));
  await expectAgreement(gpu, learnt, { x: inputs.x }, expected, tolerance);
});

test("a NaN stays a NaN, so that a broken network shows", async () => {
  const graph = new Graph();
  const out = prelu(graph, "out", graph.input("x", [1, 3]), graph.parameter("slope", [3], new Float32Array(3)));
  const [x, expected] = [Float32Array.of(-1, Number.NaN, 2), Float32Array.of(-0, Number.NaN, 2)];
  expect(runByReferences(graph, [out], { x })["out"]).toEqual(expected);
  if (gpu?.report.kind === "software") expect((await runOnGpu(gpu, graph, [out], { x }))["out"]?.map(Math.abs)).toEqual(expected.map(Math.abs)); // as in relu.test.ts
});

test("guided backpropagation passes it as a ReLU", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 4]);
  const out = prelu(graph, "out", x, graph.parameter("slope", [1], Float32Array.of(-0.5)));
  const [gradient] = adjoint(graph, out, graph.input("seed", [1, 4]), [x], guidedReluAdjoint) as [Value];
  const found = runByReferences(graph, [gradient], { x: Float32Array.of(-1, -1, 1, 1), seed: Float32Array.of(5, -5, 5, -5) });
  expect(found[gradient.name]).toEqual(Float32Array.of(0, 0, 5, 0));
});
