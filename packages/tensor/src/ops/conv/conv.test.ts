import { expect, test } from "vitest";
import { adjoint } from "../../graph/adjoint.ts";
import { Graph, elements, type Shape } from "../../graph/graph.ts";
import { ROUNDED_TWICE, decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import { conv, type ConvOptions } from "./conv.ts";

interface ConvCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape; // [N, H, W, Cin]
  readonly weight: Shape; // [K, K, Cin/G, Cout]
  readonly bias: boolean;
  readonly residual: boolean;
  readonly relu: boolean;
  readonly options: ConvOptions;
  readonly shape: Shape; // [N, H', W', Cout]
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly ConvCase[] }>(import.meta.url, "../fixtures/conv.json");
const gpu = await testGpu();
// GPU: at most 603 products, added one after the other in float32. The errors are random in sign:
// √603 · 2⁻²⁴ ≈ 1.5e-6 of the sums' size; the rest is room for a driver that fuses or reorders.
const tolerance = { cpu: ROUNDED_TWICE, gpu: 1e-5 };

test.each(cases)("convolves as PyTorch does, both ways: $name", async ({ seed, input, weight, bias, residual, relu, options, shape, output, adjoint }) => {
  const channels = weight.at(-1) ?? 0;
  const data = { image: seeded(seed, elements(input)), residual: seeded(seed + 3, elements(shape)) };
  await expectAgreement(gpu, (graph) => conv(
    graph, "out", graph.input("image", input),
    graph.parameter("weight", weight, seeded(seed + 1, elements(weight))),
    graph.parameter("bias", [channels], bias ? seeded(seed + 2, channels) : new Float32Array(channels)),
    options, { relu, residual: residual ? graph.input("residual", shape) : undefined },
  ), data, { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) }, tolerance);
});

test.each(cases)("gives the same with a scale outside of its weights, both ways: $name", async ({ seed, input, weight, bias, residual, relu, options, shape, output, adjoint }) => {
  const channels = weight.at(-1) ?? 0;
  const data = { image: seeded(seed, elements(input)), residual: seeded(seed + 3, elements(shape)) };
  const scale = Float32Array.from({ length: channels }, (_, k) => 2 ** ((k % 5) - 2)); // powers of two: dividing by them and multiplying again is exact
  await expectAgreement(gpu, (graph) => conv(
    graph, "out", graph.input("image", input),
    graph.parameter("weight", weight, seeded(seed + 1, elements(weight)).map((w, at) => w / (scale[at % channels] ?? 0))),
    graph.parameter("bias", [channels], bias ? seeded(seed + 2, channels) : new Float32Array(channels)),
    options, { relu, scale: graph.parameter("scale", [channels], scale), residual: residual ? graph.input("residual", shape) : undefined },
  ), data, { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) }, tolerance);
});

test("one channel, one filter has kernels of its own; several filters for a channel, and several channels, have not", () => {
  const kernelsOf = (groups: number, groupIn: number, channels: number): string[] => {
    const graph = new Graph();
    const image = graph.input("image", [1, 5, 5, groups * groupIn]);
    const weight = graph.parameter("w", [3, 3, groupIn, channels], new Float32Array(9 * groupIn * channels));
    const out = conv(graph, "out", image, weight, graph.parameter("b", [channels], new Float32Array(channels)), { groups });
    adjoint(graph, out, graph.input("seed", out.shape), [image]);
    return graph.steps.map((step) => step.op.kernel(step).wgsl.split(".", 1).join());
  };
  expect(kernelsOf(6, 1, 6)).toEqual(["// Depthwise convolution", "// Adjoint of a depthwise convolution with respect to its image"]);
  const grouped = ["// Grouped convolution", "// Adjoint of a grouped convolution with respect to its image"];
  expect([kernelsOf(6, 1, 12), kernelsOf(3, 2, 6)]).toEqual([grouped, grouped]);
});

test.each([
  { what: "too few channels", weight: [3, 3, 4, 8], bias: 8, groups: 1 },
  { what: "groups that do not divide the outputs", weight: [3, 3, 3, 7], bias: 7, groups: 2 },
  { what: "a bias of another length", weight: [3, 3, 6, 8], bias: 7, groups: 1 },
])("refuses $what", ({ weight, bias, groups }) => {
  const graph = new Graph();
  const image = graph.input("image", [1, 5, 5, 6]);
  const parameters = [graph.parameter("w", weight, new Float32Array(elements(weight))), graph.parameter("b", [bias], new Float32Array(bias))] as const;
  expect(() => conv(graph, "out", image, ...parameters, { groups })).toThrow(expect.objectContaining({ code: "graph-shape" }) as Error);
});

test("refuses a window that cannot slide", () => {
  const graph = new Graph();
  const image = graph.input("image", [1, 5, 5, 1]);
  const parameters = [graph.parameter("w", [3, 3, 1, 1], new Float32Array(9)), graph.parameter("b", [1], new Float32Array(1))] as const;
  const refused = expect.objectContaining({ code: "attribute", message: expect.stringMatching(/"out" has a window with stride 1×0, padding 0/) as string }) as Error;
  expect(() => conv(graph, "out", image, ...parameters, { stride: [1, 0] })).toThrow(refused);
});

test("refuses an image smaller than the kernel", () => {
  const graph = new Graph();
  const image = graph.input("image", [1, 2, 5, 1]);
  const weight = graph.parameter("w", [3, 3, 1, 1], new Float32Array(9));
  expect(() => conv(graph, "out", image, weight, graph.parameter("b", [1], new Float32Array(1)))).toThrow(/input too small/);
});
