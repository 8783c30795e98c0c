// The three kernels of the methods against their CPU references and the formulas written out, on awkward shapes.
import { Graph, elements, runByReferences, type Shape, type Value } from "@camlucida/tensor";
import { expectClose, runOnGpu, seeded, testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { channelDot, principalComponent } from "./weighted_sum.ts";
import { plusPlusWeights } from "./grad_cam_plus_plus.ts";
import { xGradWeights } from "./x_grad_cam.ts";

const gpu = await testGpu();

/** [N, H, W, K]: one number, odd sizes, channels no multiple of 4, a batch, more quads than a workgroup has lanes. */
const shapes: readonly Shape[] = [[1, 1, 1, 1], [1, 3, 5, 6], [2, 7, 4, 9], [1, 2, 2, 300], [1, 9, 9, 4]];

/** float32 sums of at most 300 products, random in sign: √300 · 2⁻²⁴ ≈ 1e-6 of their size, four times for other orders. */
const tolerance = 4e-6;

type Weigh = (graph: Graph, features: Value, gradient: Value) => Value;

/** Features as behind a ReLU, so that sums of them are positive, and a gradient of both signs. */
async function expectFormula(shape: Shape, weigh: Weigh, formula: (a: readonly number[], g: readonly number[]) => number): Promise<void> {
  const [n = 0, h = 0, w = 0, channels = 0] = shape;
  const features = seeded(1, elements(shape)).map((a) => Math.max(a, 0));
  const gradient = seeded(2, elements(shape), 0.01);
  const graph = new Graph();
  const output = weigh(graph, graph.input("features", shape), graph.input("gradient", shape));
  const expected = Float32Array.from({ length: n * channels }, (_, at) => {
    const column = (data: Float32Array): number[] => [...data].filter((_x, i) => Math.floor(i / (h * w * channels)) === Math.floor(at / channels) && i % channels === at % channels);
    return formula(column(features), column(gradient));
  });
  const inputs = { features, gradient };
  const onCpu = runByReferences(graph, [output], inputs)[output.name] as Float32Array;
  expectClose(onCpu, expected, 2 ** -23, "CPU against the formula");
  if (gpu) expectClose((await runOnGpu(gpu, graph, [output], inputs))[output.name] as Float32Array, expected, tolerance, "GPU against the formula");
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0);

describe.each(shapes)("features [%i, %i, %i, %i]", (...shape) => {
  test.each([0, 1e-6])("Grad-CAM++'s weights, ε = %d", async (epsilon) => {
    await expectFormula(shape, (graph, a, g) => plusPlusWeights(graph, "w", a, g, epsilon), (a, g) =>
      sum(g.map((x) => (x > 0 ? (x * x ** 2) / (2 * x ** 2 + sum(a) * x ** 3 + epsilon) : 0))));
  });

  test.each([0, 1e-7])("XGrad-CAM's weights, ε = %d", async (epsilon) => {
    await expectFormula(shape, (graph, a, g) => xGradWeights(graph, "w", a, g, epsilon), (a, g) =>
      sum(a) + epsilon === 0 ? 0 : sum(g.map((x, at) => (x * (a[at] as number)) / (sum(a) + epsilon))));
  });

  test.each(["per channel", "per position"])("Σ weight ⊙ A, weights %s", async (kind) => {
    const [n = 0, h = 0, w = 0, channels = 0] = shape;
    const graph = new Graph();
    const weightShape = kind === "per channel" ? [n, channels] : shape;
    const output = channelDot(graph, "map", graph.input("features", shape), graph.input("weight", weightShape));
    expect(output.shape).toEqual([n, h, w, 1]);
    const inputs = { features: seeded(3, elements(shape)), weight: seeded(4, elements(weightShape)) };
    const expected = Float32Array.from({ length: n * h * w }, (_, p) => {
      const row = kind === "per channel" ? Math.floor(p / (h * w)) : p;
      return sum(Array.from({ length: channels }, (_k, k) => (inputs.features[p * channels + k] as number) * (inputs.weight[row * channels + k] as number)));
    });
    expectClose(runByReferences(graph, [output], inputs)["map"] as Float32Array, expected, 2 ** -23, "CPU against the formula");
    if (gpu) expectClose((await runOnGpu(gpu, graph, [output], inputs))["map"] as Float32Array, expected, tolerance, "GPU against the formula");
  });
});

test("gradients so small that their squares vanish keep their weight", async () => {
  const graph = new Graph();
  const output = plusPlusWeights(graph, "w", graph.input("features", [1, 1, 1, 4]), graph.input("gradient", [1, 1, 1, 4]), 0);
  const inputs = { features: Float32Array.of(1, 1, 0, 0), gradient: Float32Array.of(1e-25, -1e-25, 1e-25, 0) };
  const expected = Float32Array.of(5e-26, 0, 5e-26, 0);
  expectClose(runByReferences(graph, [output], inputs)["w"] as Float32Array, expected, 2 ** -23, "CPU");
  if (gpu) expectClose((await runOnGpu(gpu, graph, [output], inputs))["w"] as Float32Array, expected, tolerance, "GPU");
});

test("refuses weights that do not meet the features", () => {
  const graph = new Graph();
  const [features, weight] = [graph.input("a", [1, 2, 2, 3]), graph.input("w", [1, 4])];
  expect(() => channelDot(graph, "map", features, weight)).toThrow(expect.objectContaining({ code: "graph-shape" }) as Error);
});

/** σ₁·u₁ of two known, orthogonal, centred components: E = 5·a·vᵀ + 2·b·wᵀ. */
test("finds the stronger of two components and gives it the sign of the sum", () => {
  const a = [0.5, -0.5, 0.5, -0.5];
  const b = [0.5, 0.5, -0.5, -0.5];
  const v = [0.6, 0.8, 0];
  const w = [0, 0, 1];
  for (const sign of [1, -1]) {
    const values = Float32Array.from({ length: 12 }, (_, at) => {
      const [p, k] = [Math.floor(at / 3), at % 3];
      return sign * 5 * (a[p] as number) * (v[k] as number) + 2 * (b[p] as number) * (w[k] as number) + k;
    });
    const map = principalComponent(values, 3);
    map.forEach((value, p) => expect(value).toBeCloseTo(sign * 5 * (a[p] as number), 5));
  }
});

test("what is the same everywhere has no component", () => {
  expect(principalComponent(new Float32Array(12).fill(3), 4)).toEqual(new Float32Array(3));
  expect(principalComponent(seeded(1, 5), 5)).toEqual(new Float32Array(1)); // one position
});

test("holds more of the sum of squares than any other direction tried", () => {
  const [positions, channels] = [12, 7];
  const values = seeded(9, positions * channels);
  const energy = principalComponent(values, channels).reduce((sum, x) => sum + x * x, 0);
  const means = Array.from({ length: channels }, (_, k) => values.filter((_x, at) => at % channels === k).reduce((sum, x) => sum + x, 0) / positions);
  for (let seed = 10; seed < 60; seed++) {
    const direction = seeded(seed, channels);
    const length = Math.hypot(...direction);
    const projected = Array.from({ length: positions }, (_, p) =>
      direction.reduce((sum, d, k) => sum + (d / length) * ((values[p * channels + k] as number) - (means[k] as number)), 0));
    expect(projected.reduce((sum, x) => sum + x * x, 0)).toBeLessThanOrEqual(energy * (1 + 1e-6));
  }
});
