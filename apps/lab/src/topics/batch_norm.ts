// A convolution, a batch-norm and a ReLU, number by number; then the same as one convolution, with the batch-norm folded in.
//   γ·(x − mean)/√(variance + ε) + β  =  s·x + t,   s = γ/√(variance + ε),   t = β − s·mean
import { batchNorm as normalise, conv, fuse, Graph, relu, runByReferences, type Value } from "@camlucida/tensor";
import { besides, grid, number, paragraphs, sign, titled } from "../text.ts";
import type { Topic } from "../topic.ts";

/** [4, 4] */
const pixels = Float32Array.of(
  1, 2, 0, 1,
  0, 1, 3, 1,
  2, 0, 1, 0,
  1, 1, 2, 3,
);

/** [3, 3, 1, 1] */
const kernel = Float32Array.of(
  1, 0, -1,
  2, 0, -2,
  1, 0, -1,
);

/** What training leaves behind for one channel. ε is 0 here, so that the numbers stay short. */
const learnt = { gamma: 3, beta: 0.5, mean: -1, variance: 4, epsilon: 0 };

interface Layers {
  readonly graph: Graph;
  readonly sums: Value; // of the convolution, [1, 2, 2, 1]
  readonly normed: Value;
  readonly output: Value;
}

export const batchNorm: Topic = {
  name: "batch_norm",
  question: "What does a batch-norm do, and where is it when the network runs? Folded into the convolution before it.",
  worked: async () => paragraphs(threeSteps(), twoNumbers(), oneStep()),
};

function layers(): Layers {
  const graph = new Graph();
  const one = (name: string, value: number): Value => graph.parameter(name, [1], Float32Array.of(value));
  const image = graph.input("image", [1, 4, 4, 1]);
  const sums = conv(graph, "conv", image, graph.parameter("weight", [3, 3, 1, 1], kernel), one("bias", 0));
  const { gamma, beta, mean, variance, epsilon } = learnt;
  const normed = normalise(graph, "bn", sums, { gamma: one("gamma", gamma), beta: one("beta", beta), mean: one("mean", mean), variance: one("variance", variance), epsilon });
  return { graph, sums, normed, output: relu(graph, "relu", normed) };
}

function threeSteps(): string {
  const { graph, sums, normed, output } = layers();
  const found = runByReferences(graph, [sums, normed, output], { image: pixels });
  const shown = (title: string, { name }: Value): string => titled(title, grid(found[name] as Float32Array, { width: 2, decimals: 1 }));
  return paragraphs(
    besides(titled("input 4×4", grid(pixels, { width: 4 })), titled("kernel 3×3", grid(kernel, { width: 3 }))),
    `γ = ${number(learnt.gamma, 1)}   β = ${number(learnt.beta, 1)}   mean μ = ${number(learnt.mean, 1)}   variance σ² = ${number(learnt.variance, 1)}   ε = 0`,
    besides(shown("convolution x", sums), sign("→", 2), shown("γ·(x − μ)/σ + β", normed), sign("→", 2), shown("ReLU", output)),
  );
}

function twoNumbers(): string {
  const { scale, shift } = fold();
  return [`s = γ/σ     = ${number(learnt.gamma, 1)} / ${number(Math.sqrt(learnt.variance), 1)} = ${number(scale, 1)}`, `t = β − s·μ = ${number(learnt.beta, 1)} + ${number(scale, 1)} · ${number(-learnt.mean, 1)} = ${number(shift, 1)}`].join("\n");
}

function oneStep(): string {
  const { scale, shift } = fold();
  const folded = Float32Array.from(kernel, (weight) => scale * weight);
  const graph = new Graph();
  const image = graph.input("image", [1, 4, 4, 1]);
  const output = conv(graph, "folded", image, graph.parameter("weight", [3, 3, 1, 1], folded), graph.parameter("bias", [1], Float32Array.of(shift)), {}, { relu: true });
  const found = runByReferences(graph, [output], { image: pixels })["folded"] as Float32Array;
  const { apart, joined, difference } = engines();
  return paragraphs(
    besides(titled("kernel · s", grid(folded, { width: 3, decimals: 1 })), titled("bias", number(shift, 1)), sign("→", 3), titled("one convolution, ReLU", grid(found, { width: 2, decimals: 1 }))),
    `the engine: ${apart} steps, fused ${joined}; largest difference ${number(difference, 1)}`,
  );
}

/** What the engine makes of the three layers: their number of steps, and that of the fused graph. */
function engines(): { readonly apart: number; readonly joined: number; readonly difference: number } {
  const { graph, output } = layers();
  const fused = fuse(graph, [output]);
  const [before, after] = [graph, fused].map((one) => runByReferences(one, [output], { image: pixels })[output.name] as Float32Array) as [Float32Array, Float32Array];
  return { apart: graph.steps.length, joined: fused.steps.length, difference: Math.max(...before.map((value, at) => Math.abs(value - (after[at] as number)))) };
}

function fold(): { readonly scale: number; readonly shift: number } {
  const scale = learnt.gamma / Math.sqrt(learnt.variance + learnt.epsilon);
  return { scale, shift: learnt.beta - scale * learnt.mean };
}
