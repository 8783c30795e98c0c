import { expect, test } from "vitest";
import { Graph, elements, type Shape } from "../../graph/graph.ts";
import { ROUNDED_TWICE, decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import { linear } from "./linear.ts";

interface LinearCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape; // [..., Cin]
  readonly classes: number;
  readonly shape: Shape; // [..., classes]
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly LinearCase[] }>(import.meta.url, "../fixtures/linear.json");
const gpu = await testGpu();
const tolerance = { cpu: ROUNDED_TWICE, gpu: 2e-6 }; // GPU: at most 37 products summed in float32, 70 in the adjoint

test.each(cases)("multiplies as PyTorch does, both ways: $name", async ({ seed, input, classes, shape, output, adjoint }) => {
  const channels = input.at(-1) ?? 0;
  await expectAgreement(gpu, (graph) => linear(
    graph, "out", graph.input("rows", input),
    graph.parameter("weight", [channels, classes], seeded(seed + 1, channels * classes)),
    graph.parameter("bias", [classes], seeded(seed + 2, classes)),
  ), { rows: seeded(seed, elements(input)) }, { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) }, tolerance);
});

test("refuses channels that do not meet", () => {
  const graph = new Graph();
  const rows = graph.input("rows", [2, 3]);
  const [weight, bias] = [graph.parameter("w", [4, 2], new Float32Array(8)), graph.parameter("b", [2], new Float32Array(2))];
  expect(() => linear(graph, "out", rows, weight, bias)).toThrow(expect.objectContaining({ code: "graph-shape" }) as Error);
});
