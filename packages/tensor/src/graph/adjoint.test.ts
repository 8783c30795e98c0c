import { describe, expect, test } from "vitest";
import { adjoint } from "./adjoint.ts";
import { runByReferences } from "../devices/reference/reference_device.ts";
import type { Gpu } from "../devices/webgpu/gpu.ts";
import { fuse } from "./fuse.ts";
import { Graph, elements, type Data, type Value } from "./graph.ts";
import { add } from "../ops/add/add.ts";
import { guidedReluAdjoint, relu, reluAdjoint } from "../ops/relu/relu.ts";
import { topK } from "../ops/top_k/top_k.ts";
import { expectClose, runOnGpuWithPadding, seeded, testGpu } from "../testing/index.ts";
import { smallImage, smallResnet } from "../testing/resnets.ts";

const gpu = await testGpu();
const noAdjoint = expect.objectContaining({ code: "no-adjoint" }) as Error;

describe("what flows back from several readers is added up", () => {
  const x = Float32Array.of(-1, 2, 3);
  const seed = Float32Array.of(1, -10, 100);
  const forks: Record<string, { build: (graph: Graph, x: Value) => Value; gradient: number[] }> = {
    "one step that reads it twice": { build: (graph, a) => add(graph, "out", a, a), gradient: [2, -20, 200] },
    "two steps: a residual fork": { build: (graph, a) => add(graph, "out", relu(graph, "y", a), a), gradient: [1, -20, 200] },
    "three times in two steps": { build: (graph, a) => add(graph, "out", add(graph, "y", a, a), a), gradient: [3, -30, 300] },
    "three steps": {
      build: (graph, a) => add(graph, "out", add(graph, "y", relu(graph, "r", a), a), add(graph, "z", relu(graph, "s", a), a)),
      gradient: [2, -40, 400],
    },
  };

  test.each(Object.entries(forks))("%s", async (_, { build, gradient }) => {
    const graph = new Graph();
    const input = graph.input("x", [1, 3]);
    const out = build(graph, input);
    const [found] = adjoint(graph, out, graph.input("seed", [1, 3]), [input]) as [Value];
    const expected = Float32Array.from(gradient); // small whole numbers: exact
    expect(runByReferences(graph, [found], { x, seed })[found.name]).toEqual(expected);
    if (gpu) expect((await runOnGpuWithPadding(gpu, graph, [found], { x, seed }))[found.name]).toEqual(expected);
  });
});

test("several Values at once, in the order asked for: the input, the middle, the output itself", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 2]);
  const y = relu(graph, "y", x);
  const z = add(graph, "z", y, x);
  const out = add(graph, "out", z, y);
  const gradients = adjoint(graph, out, graph.input("seed", [1, 2]), [x, out, y, z]);
  const found = runByReferences(graph, gradients, { x: Float32Array.of(-4, 4), seed: Float32Array.of(1, 10) });
  expect(gradients.map(({ name }) => [...(found[name] ?? [])])).toEqual([[1, 30], [1, 10], [2, 20], [1, 10]]);
});

describe("refuses", () => {
  test("a step without derivative, by name", () => {
    const graph = new Graph();
    const x = graph.input("x", [1, 5]);
    const best = topK(graph, "best", relu(graph, "y", x), 2);
    expect(() => adjoint(graph, best, graph.input("seed", best.shape), [x])).toThrow(noAdjoint);
    expect(() => adjoint(graph, best, graph.input("seed 2", best.shape), [x])).toThrow(/"best" is made by top_k/);
  });

  test("a Value that does not lead to the output: later, beside, or in no step at all", () => {
    const graph = new Graph();
    const x = graph.input("x", [1, 5]);
    const out = relu(graph, "out", x);
    const others = [relu(graph, "later", out), relu(graph, "beside", x), graph.input("unread", [1, 5])];
    for (const other of others) {
      const seed = graph.input(`seed for ${other.name}`, [1, 5]);
      expect(() => adjoint(graph, out, seed, [x, other])).toThrow(noAdjoint);
      expect(() => adjoint(graph, out, seed, [other])).toThrow(new RegExp(`"out" does not depend on "${other.name}"`));
    }
  });

  test("nothing where such a step is not on the way", () => {
    const graph = new Graph();
    const x = graph.input("x", [1, 5]);
    const out = relu(graph, "out", x);
    topK(graph, "best", out, 2);
    expect(adjoint(graph, out, graph.input("seed", [1, 5]), [x])).toHaveLength(1);
  });
});

const image = seeded(100, elements(smallImage));
const logitSeed = seeded(101, 2 * 5);

type Run = (graph: Graph, outputs: Value[], inputs: Record<string, Data>) => Record<string, Data> | Promise<Record<string, Data>>;

/** The gradients of the small ResNet by layer; nothing but them is read back, so that lifetimes decide what is kept. */
async function gradients(form: "transparent" | "fused", rule: typeof reluAdjoint, run: Run): Promise<Map<string, Float32Array>> {
  const { graph, logits, layers } = smallResnet();
  const either = form === "fused" ? fuse(graph, [logits, ...layers]) : graph;
  const found = adjoint(either, logits, either.input("seed", logits.shape), layers, rule);
  const results = await run(either, found, { image, seed: logitSeed });
  return new Map(layers.map(({ name }, at) => [name, results[found[at]?.name ?? ""] as Float32Array]));
}

function expectSameGradients(actual: Map<string, Float32Array>, expected: Map<string, Float32Array>): void {
  // Sums of at most 63 products through five layers, each rounding 2⁻²⁴; folding rounds every weight once more.
  for (const [name, gradient] of expected) expectClose(actual.get(name) as Data, gradient, 2e-6, name);
}

describe.each([
  { what: "gradients", rule: reluAdjoint }, { what: "guided backpropagation", rule: guidedReluAdjoint },
])("$what of a small ResNet", ({ rule }) => {
  test("fused as transparent", async () => {
    expectSameGradients(await gradients("fused", rule, runByReferences), await gradients("transparent", rule, runByReferences));
  });

  test.skipIf(gpu === undefined).each(["transparent", "fused"] as const)("GPU as CPU, with clean padding: %s", async (form) => {
    const onGpu = await gradients(form, rule, (...rest) => runOnGpuWithPadding(gpu as Gpu, ...rest));
    expectSameGradients(onGpu, await gradients(form, rule, runByReferences));
  });
});

test("the gradient is what a small step changes", async () => {
  const { graph, logits } = smallResnet();
  const gradient = (await gradients("transparent", reluAdjoint, runByReferences)).get("image") as Float32Array;
  const direction = seeded(102, image.length);
  const length = 2 ** -10;
  const value = (sign: number): number => {
    const moved = image.map((x, at) => x + sign * length * (direction[at] as number));
    return dot(runByReferences(graph, [logits], { image: moved })["fc"] as Float32Array, logitSeed);
  };
  const quotient = (value(1) - value(-1)) / (2 * length);
  // Two float32 results of order 1, 2⁻²⁴ each, over a step of 2⁻⁹: 6e-5, of a quotient of 0.12.
  expect(Math.abs(quotient - dot(gradient, direction))).toBeLessThan(1e-3 * Math.abs(quotient));
});

test("a negative gradient passes a ReLU, but not by the guided rule", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 4]);
  const out = relu(graph, "out", x);
  const [plain] = adjoint(graph, out, graph.input("seed", [1, 4]), [x]) as [Value];
  const [guided] = adjoint(graph, out, graph.input("guided seed", [1, 4]), [x], guidedReluAdjoint) as [Value];
  const seed = Float32Array.of(5, -5, 5, -5);
  const results = runByReferences(graph, [plain, guided], { x: Float32Array.of(-1, -1, 1, 1), seed, "guided seed": seed });
  expect([results[plain.name], results[guided.name]]).toEqual([Float32Array.of(0, 0, 5, -5), Float32Array.of(0, 0, 5, 0)]);
});

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, at) => sum + x * (b[at] as number), 0);
