import { expect, test } from "vitest";
import { elements, Graph, type Shape, type Value } from "../../graph/graph.ts";
import { decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import { averagePool, type AveragePoolOptions } from "../average_pool/average_pool.ts";
import { globalMaxPool, maxPool } from "../max_pool/max_pool.ts";
import { poolingFor, type PoolOptions } from "./pooling.ts";

interface PoolCase {
  readonly kind: keyof typeof builders;
  readonly name: string;
  readonly seed: number;
  readonly input: Shape; // [N, H, W, C]
  readonly levels: number; // rounded down to multiples of 1/levels, so that many are equal; 0: as they are
  readonly options: AveragePoolOptions;
  readonly shape: Shape; // [N, H', W', C], or [N, C]
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const builders = {
  "max": (graph: Graph, image: Value, options: PoolOptions) => maxPool(graph, "out", image, options),
  "average": (graph: Graph, image: Value, options: AveragePoolOptions) => averagePool(graph, "out", image, options),
  "global max": (graph: Graph, image: Value) => globalMaxPool(graph, "out", image),
};

const { cases } = await readFixture<{ cases: readonly PoolCase[] }>(import.meta.url, "../fixtures/pools.json");
const gpu = await testGpu();
// The largest of some numbers is one of them. Means, and gradients, are sums of up to 10 numbers, each rounded by 2⁻²⁴ of the sum, and
// a division of up to 2.5 units in the last place (WGSL's own bound) for each. References round once, from float64.
const rounded = { cpu: 2 ** -23, gpu: 1e-6 };
const tolerances = { "max": { cpu: 0, gpu: 0, adjoint: rounded }, "average": rounded, "global max": { cpu: 0, gpu: 0, adjoint: rounded } };

test.each(cases)("pools as PyTorch does, both ways: $kind, $name", async ({ kind, seed, input, levels, options, shape, output, adjoint }) => {
  const numbers = seeded(seed, elements(input));
  const image = levels ? numbers.map((x) => Math.floor(x * levels) / levels) : numbers;
  const build = (graph: Graph): Value => builders[kind](graph, graph.input("image", input), options);
  await expectAgreement(gpu, build, { image }, { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) }, tolerances[kind]);
});

const image = { name: "image", shape: [1, 4, 5, 3], type: "f32" } as const;

test.each<[string, PoolOptions, string, RegExp]>([
  ["no stride", { kernel: 2, stride: 0 }, "attribute", /"out" has a window with stride 0, .*whole numbers/],
  ["half a pixel", { kernel: [2, 1.5], stride: 1 }, "attribute", /"out" pools 2×1\.5 pixels/],
  ["padding cut off", { kernel: 2, stride: 1, padding: [0, 0, -1, 0] }, "attribute", /padding 0 0 -1 0, .*of padding from 0/],
  ["windows in the padding", { kernel: 2, stride: 1, padding: [0, 2] }, "graph-shape", /pools \[1, 4, 5, 3\] .*hold no pixel/],
  ["taps beside the image", { kernel: [2, 1], stride: 4, padding: [4, 0], dilation: [8, 1] }, "graph-shape", /dilation 8×1/],
])("refuses %s", (_, options, code, message) => {
  expect(() => poolingFor("out", image, options)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error);
});

test("refuses an image smaller than the window", () => {
  const graph = new Graph();
  expect(() => maxPool(graph, "out", graph.input("image", [1, 2, 5, 1]), { kernel: 3, stride: 1 })).toThrow(/input too small/);
});
