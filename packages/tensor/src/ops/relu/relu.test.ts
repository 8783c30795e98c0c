import { expect, test } from "vitest";
import { runByReferences } from "../../devices/reference/reference_device.ts";
import { Graph, elements, type Shape } from "../../graph/graph.ts";
import { decodeFloats, expectAgreement, readAdjoint, readFixture, runOnGpu, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import { relu } from "./relu.ts";

interface ReluCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly ReluCase[] }>(import.meta.url, "../fixtures/relu.json");
const gpu = await testGpu();
const tolerance = { cpu: 0, gpu: 0 }; // every result is an input or 0

test.each(cases)("rectifies as PyTorch does, both ways: $name", async ({ seed, input, shape, output, adjoint }) => {
  const inputs = { x: seeded(seed, elements(input)) };
  await expectAgreement(gpu, (graph) => relu(graph, "out", graph.input("x", input)), inputs, { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) }, tolerance);
});

test("a NaN stays a NaN, so that a broken network shows", async () => {
  const graph = new Graph();
  const out = relu(graph, "out", graph.input("x", [1, 3]));
  const [x, expected] = [Float32Array.of(-1, Number.NaN, 2), Float32Array.of(0, Number.NaN, 2)];
  expect(runByReferences(graph, [out], { x })["out"]).toEqual(expected);
  if (gpu?.report.kind === "software") expect((await runOnGpu(gpu, graph, [out], { x }))["out"]).toEqual(expected); // WGSL does not promise NaN; these adapters have it
});
