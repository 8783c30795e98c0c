import { expect, test } from "vitest";
import { runByReferences } from "../devices/reference/reference_device.ts";
import { adjoint } from "./adjoint.ts";
import { fuse } from "./fuse.ts";
import { elements, Graph, type Value } from "./graph.ts";
import { batchNorm } from "../ops/batch_norm/batch_norm.ts";
import { concat } from "../ops/concat/concat.ts";
import { conv } from "../ops/conv/conv.ts";
import { guidedReluAdjoint, relu, reluAdjoint } from "../ops/relu/relu.ts";
import { expectClose, runOnGpuWithPadding, seeded, testGpu } from "../testing/index.ts";

const gpu = await testGpu();
const [first, growth, layers] = [10, 6, 11]; // channels, neither of them whole quads; three concatenations are made
const shape = [2, 3, 5, first];

/**
 * A dense block: every layer reads all that the ones before it made.
 * @param nested whether a layer adds to the concatenation before it, or joins everything anew, as files do
 */
function denseBlock(nested: boolean) {
  const graph = new Graph();
  const image = graph.input("image", shape);
  const normed = (name: string, input: Value, seed: number): Value => {
    const channels = input.shape.at(-1) ?? 0;
    const vector = (field: string, of: number, offset = 0): Value =>
      graph.parameter(`${name}.${field}`, [channels], seeded(seed + of, channels, 0.5).map((x) => x + offset));
    const [gamma, beta] = [vector("gamma", 1, 1), vector("beta", 2)];
    const [mean, variance] = [vector("mean", 3), vector("variance", 4, 1)];
    return relu(graph, `${name}.relu`, batchNorm(graph, name, input, { gamma, beta, mean, variance, epsilon: 1e-5 }));
  };
  const made = [image];
  const joined: Value[] = [];
  let features = image;
  for (let layer = 1; layer <= layers; layer++) {
    const input = normed(`norm${layer}`, features, 10 * layer);
    const channels = features.shape.at(-1) ?? 0;
    const weight = graph.parameter(`weight${layer}`, [1, 1, channels, growth], seeded(layer, channels * growth, 0.3));
    const bias = graph.parameter(`bias${layer}`, [growth], seeded(10 * layer + 5, growth, 0.1));
    made.push(conv(graph, `layer${layer}`, input, weight, bias));
    features = concat(graph, `joined${layer}`, nested ? [features, made.at(-1) as Value] : made);
    joined.push(features);
  }
  return { graph, image, joined, features, out: normed("last", features, 1000) };
}

const copies = ({ steps }: Graph): Value[] =>
  steps.filter(({ op, constants }) => op.name === "concat" && !constants["scaled"]).map(({ output }) => output);
/** Twelve layers each round a few units of 2⁻²⁴ and sum at most 70 products. */
const tolerance = 1e-5;
const numbers = { image: seeded(1, elements(shape)) };

async function expectEverywhere(
  graph: Graph, value: Value, inputs: Readonly<Record<string, Float32Array>>, expected: Float32Array,
): Promise<void> {
  expectClose(runByReferences(graph, [value], inputs)[value.name] as Float32Array, expected, tolerance, "on the CPU");
  if (!gpu) return;
  const found = await runOnGpuWithPadding(gpu, graph, [value], inputs);
  expectClose(found[value.name] as Float32Array, expected, tolerance, "on the GPU");
}

const forms = [["nested", true], ["as files have it", false]] as const;

test.each(forms)("a dense block is computed with few copies: %s", async (_, nested) => {
  const { graph, out } = denseBlock(nested);
  const fused = fuse(graph, [out]);
  // Five arrays, then four more to the last concatenation: 5, 9 of the twelve.
  expect(copies(fused).map((value) => value.shape.at(-1))).toEqual([first + 4 * growth, first + 8 * growth]);
  // Norm with ReLU and convolution of each layer, the last norm, the copies.
  expect(fused.steps.length).toBe(2 * layers + 1 + 2);
  const expected = runByReferences(graph, [out], numbers)[out.name] as Float32Array;
  await expectEverywhere(fused, out, numbers, expected);
});

const rules = [["mathematics", reluAdjoint], ["guided", guidedReluAdjoint]] as const;

test.each(rules)("gradients flow through it as through the block itself: %s", async (_, rule) => {
  const seed = seeded(2, elements(denseBlock(true).out.shape));
  const gradientOf = (fusing: boolean) => {
    const { graph, image, out } = denseBlock(true);
    const whole = fusing ? fuse(graph, [out]) : graph;
    const [gradient] = adjoint(whole, out, whole.input("seed", out.shape), [image], rule) as [Value];
    return { whole, gradient };
  };
  const plain = gradientOf(false);
  const inputs = { ...numbers, seed };
  const expected = runByReferences(plain.whole, [plain.gradient], inputs)[plain.gradient.name] as Float32Array;
  const { whole, gradient } = gradientOf(true);
  await expectEverywhere(whole, gradient, inputs, expected);
});

/** On the CPU. */
function expectSame(graph: Graph, fused: Graph, outputs: readonly Value[]): void {
  const [before, after] = [graph, fused].map((each) => runByReferences(each, outputs, numbers));
  for (const { name } of outputs) {
    expectClose(after?.[name] as Float32Array, before?.[name] as Float32Array, tolerance, name);
  }
}

test("a concatenation that must stay readable, or that something else reads, is made", () => {
  const { graph, joined, out } = denseBlock(true);
  const [, second, , , , , seventh] = joined as [Value, Value, Value, Value, Value, Value, Value];
  const channels = first + 7 * growth;
  const weight = graph.parameter("weight", [1, 1, channels, 3], seeded(4, 3 * channels));
  const other = conv(graph, "other", seventh, weight, graph.parameter("bias", [3], seeded(3, 3)));
  const outputs = [out, second, other];
  const fused = fuse(graph, outputs);
  expect(copies(fused)).toEqual(expect.arrayContaining([second, seventh]));
  expectSame(graph, fused, outputs);
});

test("a normalisation that must stay readable is not rectified in place", () => {
  const { graph, out } = denseBlock(true);
  const norm = graph.steps.find(({ output }) => output === out)?.inputs[0] as Value;
  expectSame(graph, fuse(graph, [norm, out]), [norm, out]);
});
