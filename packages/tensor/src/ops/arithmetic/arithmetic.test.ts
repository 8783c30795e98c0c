import { describe, expect, test } from "vitest";
import { runByReferences } from "../../devices/reference/reference_device.ts";
import { adjoint } from "../../graph/adjoint.ts";
import { batched } from "../../graph/batched.ts";
import { Graph, elements, type Shape, type Value } from "../../graph/graph.ts";
import { decodeFloats, expectAgreement, expectClose, readAdjoint, readFixture, runOnGpu, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import { hardSigmoid, sigmoid, silu } from "../activation/builders.ts";
import { globalAveragePool } from "../global_average_pool/global_average_pool.ts";
import { linear } from "../linear/linear.ts";
import { relu } from "../relu/relu.ts";
import { broadcastAdd, divide, multiply, subtract } from "./arithmetic.ts";
import type { ArithmeticOperand } from "./broadcast.ts";

const builders = { broadcastAdd, divide, multiply, subtract };

interface ArithmeticCase {
  readonly called: keyof typeof builders;
  readonly name: string;
  readonly swapped: boolean; // b stands first
  readonly seed: number;
  readonly a: Shape;
  readonly b: Shape;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly ArithmeticCase[] }>(import.meta.url, "../fixtures/arithmetic.json");
const gpu = await testGpu();
// CPU: a quotient's gradient rounds at each of four steps, 2⁻²⁴ each. GPU: a quotient is wrong by 2.5 units of 2⁻²³ at most, and two of
// them follow each other; sums of at most 90 terms round by √90 · 2⁻²⁴ = 6e-7 of their size.
const tolerance = { cpu: 2 ** -21, gpu: 2e-6 };

describe.each(cases)("$called, $name, swapped: $swapped", ({ called, swapped, seed, a, b, shape, output, adjoint: stored }) => {
  const numbers = { a: seeded(seed, elements(a)).map((x) => x + (swapped ? 2 : 0)), b: seeded(seed + 1, elements(b)).map((x) => x + 2) };
  const combined = (graph: Graph, left: ArithmeticOperand, right: ArithmeticOperand): Value =>
    swapped ? builders[called](graph, "out", right, left) : builders[called](graph, "out", left, right);
  const expected = { shape, values: decodeFloats(output), adjoint: readAdjoint(stored, shape) };

  test("as PyTorch, both ways", async () => {
    await expectAgreement(gpu, (graph) => combined(graph, graph.input("a", a), graph.input("b", b)), numbers, expected, tolerance);
  });

  const hasOneImage = b.length === 1 || b[0] === 1; // a parameter of several is refused
  test.runIf(hasOneImage)("with a parameter", async () => {
    const build = (graph: Graph): Value => combined(graph, graph.input("a", a), graph.parameter("b", b, numbers.b));
    await expectAgreement(gpu, build, { a: numbers.a }, expected, tolerance);
  });
});

test("a number stands for an array, on either side", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 3]);
  const outputs = [multiply(graph, "×", x, 2), broadcastAdd(graph, "+", 2, x), subtract(graph, "−", 2, x), divide(graph, "/", 2, x)];
  const found = runByReferences(graph, outputs, { x: Float32Array.of(1, 2, 4) });
  expect(outputs.map(({ name }) => [...(found[name] ?? [])])).toEqual([[2, 4, 8], [3, 4, 6], [1, 0, -2], [2, 1, 0.5]]);
});

test("a gradient has its operand's axes, though as many numbers lie on others", () => {
  const graph = new Graph();
  const row = graph.input("row", [1, 3]);
  const both = broadcastAdd(graph, "both", multiply(graph, "quotient", row, graph.input("one", [1, 1, 1, 1])), row);
  const [gradient] = adjoint(graph, both, graph.input("seed", both.shape), [row]);
  expect(gradient?.shape).toEqual([1, 3]);
  const numbers = { row: Float32Array.of(1, 2, 3), one: Float32Array.of(2), seed: Float32Array.of(1, 10, 100) };
  expect(runByReferences(graph, [gradient as Value], numbers)).toEqual({ [gradient?.name ?? ""]: Float32Array.of(3, 30, 300) });
});

test("an array times itself is a square, with its derivative", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 3]);
  const [gradient] = adjoint(graph, multiply(graph, "square", x, x), graph.input("seed", [1, 3]), [x]) as [Value];
  const found = runByReferences(graph, [gradient], { x: Float32Array.of(1, -2, 3), seed: Float32Array.of(1, 1, 10) });
  expect(found[gradient.name]).toEqual(Float32Array.of(2, -4, 60));
});

test.each([
  ["channels that differ", [1, 2, 2, 3], [1, 1, 1, 4]], ["images that differ", [2, 2, 2, 3], [3, 1, 1, 3]],
  ["a height without a width", [1, 2, 4, 3], [1, 2, 1, 3]], ["positions that differ", [1, 2, 4, 3], [1, 4, 2, 3]],
  ["vectors that differ", [5], [4]],
])("refuses %s", (_, a, b) => {
  const graph = new Graph();
  const build = (): Value => multiply(graph, "out", graph.input("a", a), graph.input("b", b));
  expect(build).toThrow(expect.objectContaining({ code: "graph-shape" }) as Error);
});

test("refuses a parameter of several images", () => {
  const graph = new Graph();
  const parameter = graph.parameter("weights", [2, 4], new Float32Array(8));
  expect(() => multiply(graph, "out", graph.input("x", [2, 4]), parameter)).toThrow(/one for all images is expected/);
});

interface ExcitationCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape;
  readonly squeezed: number;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const excitations = await readFixture<{ cases: readonly ExcitationCase[] }>(import.meta.url, "../fixtures/squeeze_excitation.json");

describe.each(excitations.cases)("squeeze and excitation, $name", ({ name, seed, input, squeezed, shape, output, adjoint: stored }) => {
  const channels = input.at(-1) as number;
  const [middle, gate] = name.includes("MobileNet")
    ? [relu, (graph: Graph, called: string, value: Value) => hardSigmoid(graph, called, value, { alpha: 1 / 6 })] as const
    : [silu, sigmoid] as const;
  const build = (graph: Graph, [images, ...rest]: Shape): Value => {
    const parameter = (called: string, at: number, size: Shape): Value => graph.parameter(called, size, seeded(seed + at, elements(size)));
    const x = graph.input("x", [images as number, ...rest]);
    const first = linear(graph, "reduce", globalAveragePool(graph, "pooled", x), parameter("w1", 1, [channels, squeezed]), parameter("b1", 2, [squeezed]));
    const second = linear(graph, "expand", middle(graph, "middle", first), parameter("w2", 3, [squeezed, channels]), parameter("b2", 4, [channels]));
    return multiply(graph, "out", x, gate(graph, "gate", second));
  };
  const x = seeded(seed, elements(input));

  test("as PyTorch, both ways", async () => {
    // As above; products of up to 10 terms round at each of two layers.
    await expectAgreement(gpu, (graph) => build(graph, input), { x }, { shape, values: decodeFloats(output), adjoint: readAdjoint(stored, shape) }, tolerance);
  });

  test("of one image, then for a batch", async () => {
    const one = new Graph();
    const out = build(one, [1, ...input.slice(1)]);
    const { graph, outputs } = batched(one, one.inputs[0] as Value, [out], input[0] as number);
    expectClose(runByReferences(graph, outputs, { x })["out"] as Float32Array, decodeFloats(output), tolerance.cpu, "CPU");
    if (gpu) expectClose((await runOnGpu(gpu, graph, outputs, { x }))["out"] as Float32Array, decodeFloats(output), tolerance.gpu, "GPU");
  });
});
