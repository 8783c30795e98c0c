// A residual block on nine numbers, and why a gradient finds its way through many of them.
//   y = max(x + F(x), 0),   F(x) = w2 ∗ max(w1 ∗ x, 0);      ∂(x + F(x))/∂x = 1 + F′(x)
import { add, adjoint, conv, Graph, relu, runByReferences, type Value } from "@camlucida/tensor";
import { besides, grid, number, paragraphs, sign, titled } from "../text.ts";
import type { Topic } from "../topic.ts";

const side = 3;

/** [3, 3] */
const pixels = Float32Array.of(
  1, 2, 0,
  0, 3, 1,
  2, 0, 1,
);

/** The difference to the right neighbour, and a quarter of the four neighbours' sum. [3, 3, 1, 1] */
const kernels = [
  Float32Array.of(0, 0, 0, 0, 1, -1, 0, 0, 0),
  Float32Array.of(0, 0.25, 0, 0.25, 0, 0.25, 0, 0.25, 0),
] as const;

interface Block {
  readonly graph: Graph;
  readonly image: Value;
  readonly residual: Value; // F(x)
  readonly sum: Value; //      x + F(x)
  readonly output: Value;
}

export const shortcut: Topic = {
  name: "shortcut",
  question: "Why the shortcut? A block adds to what it was given, and the gradient through it is 1 and something.",
  worked: async () => paragraphs(forwards(), backwards(), chains()),
};

function block(): Block {
  const graph = new Graph();
  const image = graph.input("x", [1, side, side, 1]);
  const convolved = (name: string, from: Value, weight: Float32Array): Value =>
    conv(graph, name, from, graph.parameter(`${name}.weight`, [3, 3, 1, 1], weight), graph.parameter(`${name}.bias`, [1], new Float32Array(1)), { padding: 1 });
  const residual = convolved("conv2", relu(graph, "relu1", convolved("conv1", image, kernels[0])), kernels[1]);
  const sum = add(graph, "sum", residual, image);
  return { graph, image, residual, sum, output: relu(graph, "y", sum) };
}

function forwards(): string {
  const { graph, residual, output } = block();
  const found = runByReferences(graph, [residual, output], { x: pixels });
  const two = { width: side, decimals: 2 };
  return paragraphs(
    besides(titled("w1", grid(kernels[0], { width: side })), titled("w2", grid(kernels[1], two))),
    besides(titled("x", grid(pixels, { width: side })), sign("+", side), titled("F(x) = w2 ∗ max(w1 ∗ x, 0)", grid(found[residual.name] as Float32Array, two)), sign("→", side), titled("y = max(x + F(x), 0)", grid(found[output.name] as Float32Array, two))),
  );
}

/** By how much the middle number changes with each number of x: without the shortcut, and with it. */
function backwards(): string {
  const middle = Float32Array.from({ length: side ** 2 }, (_, at) => Number(at === 4));
  const gradientOf = (which: "residual" | "sum"): Float32Array => {
    const { graph, image, ...values } = block();
    const seed = graph.input("seed", [1, side, side, 1]);
    const [gradient] = adjoint(graph, values[which], seed, [image]) as [Value];
    return runByReferences(graph, [gradient], { x: pixels, seed: middle })[gradient.name] as Float32Array;
  };
  const shown = (title: string, values: Float32Array): string => titled(title, grid(values, { width: side, decimals: 2 }));
  return paragraphs(
    "by how much the number in the middle grows with each number of x",
    besides(shown("of F(x)", gradientOf("residual")), shown("of x + F(x)", gradientOf("sum"))),
  );
}

const weight = 0.1;

/** Many layers of one number each: the slope of the last by the first. */
function chains(): string {
  const slopeOf = (depth: number, withShortcut: boolean): number => {
    const graph = new Graph();
    const first = graph.input("x", [1, 1, 1, 1]);
    const nothing = graph.parameter("nothing", [1], new Float32Array(1));
    const kernel = graph.parameter("weight", [1, 1, 1, 1], Float32Array.of(weight));
    const last = Array.from({ length: depth }, (_, at) => at).reduce<Value>((value, at) => {
      const product = conv(graph, `F${at}`, value, kernel, nothing);
      return withShortcut ? add(graph, `sum${at}`, product, value) : product;
    }, first);
    const [gradient] = adjoint(graph, last, graph.input("seed", [1, 1, 1, 1]), [first]) as [Value];
    return runByReferences(graph, [gradient], { x: Float32Array.of(1), seed: Float32Array.of(1) })[gradient.name]?.[0] as number;
  };
  const rows = [1, 2, 4, 8].map((depth) => `${String(depth).padStart(6)}${number(slopeOf(depth, false), 8).padStart(18)}${number(slopeOf(depth, true), 4).padStart(16)}`);
  return [`the slope through layers of F(x) = ${weight}·x`, "layers     F alone, 0.1ⁿ     x + F, 1.1ⁿ", ...rows].join("\n");
}
