import { expect, test } from "vitest";
import { Graph, elements, type Shape } from "../../graph/graph.ts";
import {
  decodeFloats, expectAgreement, readAdjoint, readFixture, ROUNDED_TWICE, seeded, testGpu, type StoredAdjoint,
} from "../../testing/index.ts";
import { localResponseNorm, type ResponseOptions } from "./local_response_norm.ts";

interface ResponseCase {
  readonly name: string;
  readonly seed: number;
  readonly inputs: readonly Shape[];
  readonly options: ResponseOptions;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly ResponseCase[] }>(
  import.meta.url, "../fixtures/local_response_norm.json",
);
const gpu = await testGpu();
// GPU: d^−β is exp2(−β · log2 d), whose logarithm is off by 2⁻²¹ where d is near 1 (WGSL, 15.7.4.1).
const tolerance = { cpu: ROUNDED_TWICE, gpu: 3e-6 };

test.each(cases)("normalises as PyTorch does, both ways: $name", async ({
  seed, inputs: [input = []], options, shape, output, adjoint,
}) => {
  const build = (graph: Graph) => localResponseNorm(graph, "out", graph.input("x0", input), options);
  const expected = { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) };
  await expectAgreement(gpu, build, { x0: seeded(seed, elements(input)) }, expected, tolerance);
});

test("a window may lie otherwise than PyTorch's: ONNX has the longer half behind", async () => {
  const options = { size: 2, before: 0, alpha: 2, beta: 1, k: 0 };
  const build = (graph: Graph) => localResponseNorm(graph, "out", graph.input("x", [1, 3]), options);
  const expected = { shape: [1, 3], values: Float32Array.of(1 / 5, 2 / 20, 4 / 16) };
  await expectAgreement(gpu, build, { x: Float32Array.of(1, 2, 4) }, expected, tolerance);
});

const refused = expect.objectContaining({ code: "graph-shape" }) as Error;

test("refuses a window without its own channel", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 4]);
  expect(() => localResponseNorm(graph, "behind", x, { size: 2, before: 2 })).toThrow(refused);
  expect(() => localResponseNorm(graph, "none", x, { size: 0 })).toThrow(refused);
});
