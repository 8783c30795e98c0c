// The gradient of a logit, number by number, backwards through a linear layer, a mean, a shortcut, a ReLU and a convolution; and beside it
// what the logit really does when one pixel is changed.
//   c = w ∗ x + b,   r = max(c, 0),   a = r + x,   p = mean(a),   logits = v · p + u
import { add, adjoint as gradientsOf, conv, globalAveragePool, Graph, linear, relu, runByReferences, type Value } from "@camlucida/tensor";
import { largestDifference, onDevices } from "../here/devices.ts";
import { besides, grid, number, paragraphs, sign, titled } from "../text.ts";
import type { Topic } from "../topic.ts";
import { optionsFrom, wholeNumbers } from "../here/words.ts";

const side = 3;

/** [3, 3] */
const pixels = Float32Array.of(
  2, 0, 1,
  1, 3, 0,
  0, 1, 2,
);

/** What a pixel is more than its neighbours, with the sign turned: [3, 3, 1, 1] */
const kernel = Float32Array.of(
  0, 1, 0,
  1, -2, 1,
  0, 1, 0,
);

const step = 1 / 64; // a power of two: x ± h are exact. No sum of the example is so near to 0 that a gate would turn

interface Net {
  readonly graph: Graph;
  readonly image: Value; //  x [1, 3, 3, 1]
  readonly sums: Value; //   c, likewise
  readonly gated: Value; //  r
  readonly joined: Value; // a
  readonly pooled: Value; // p [1, 1]
  readonly logits: Value; // [1, 2]
}

function net(): Net {
  const graph = new Graph();
  const image = graph.input("image", [1, side, side, 1]);
  const sums = conv(graph, "sums", image, graph.parameter("w", [3, 3, 1, 1], kernel), graph.parameter("b", [1], Float32Array.of(-0.5)), { padding: 1 });
  const gated = relu(graph, "gated", sums);
  const joined = add(graph, "joined", gated, image);
  const pooled = globalAveragePool(graph, "pooled", joined);
  const logits = linear(graph, "logits", pooled, graph.parameter("v", [1, 2], Float32Array.of(0.9, -1.8)), graph.parameter("u", [2], Float32Array.of(0.2, 0)));
  return { graph, image, sums, gated, joined, pooled, logits };
}

/** Logit 0 of an image [3, 3]. */
function logitOf(image: Float32Array): number {
  const { graph, logits } = net();
  return runByReferences(graph, [logits], { image })[logits.name]?.[0] as number;
}

/** (f(x + h) − f(x − h)) / 2h for one pixel. */
function quotient(at: number, h: number): number {
  const moved = (by: number): Float32Array => pixels.map((value, i) => (i === at ? value + by : value));
  return (logitOf(moved(h)) - logitOf(moved(-h))) / (2 * h);
}

/** The gradients of logit 0, and the two parts of the image's, as the engine's `adjoint` appends them to the graph. */
function backwards({ graph, image, sums, gated, joined, pooled, logits }: Net): { readonly wanted: readonly Value[]; readonly roads: readonly Value[]; readonly gradient: Value } {
  const seed = graph.input("seed", logits.shape);
  const wanted = gradientsOf(graph, logits, seed, [pooled, joined, gated, sums, image]);
  const gradient = wanted.at(-1) as Value;
  const roads = graph.steps.find(({ output }) => output === gradient)?.inputs ?? []; // what comes along the shortcut, and through the convolution
  return { wanted, roads, gradient };
}

const seed = Float32Array.of(1, 0); // of logit 0

export const adjoint: Topic = {
  name: "adjoint",
  question: "How does a gradient go backwards? Through a ReLU's gates and a shortcut, held against differences.",
  worked: async () => workedText(),
  async *here(words) {
    const [y = 0, x = 0] = wholeNumbers("pixel", optionsFrom(words, { pixel: "1,1" }).pixel, [side - 1, side - 1]);
    yield differencesAt(y, x);
    const { graph, ...values } = net();
    const { gradient } = backwards({ graph, ...values });
    const expected = runByReferences(graph, [gradient], { image: pixels, seed })[gradient.name] as Float32Array;
    for await (const { name, outputs } of onDevices(graph, [gradient], { image: pixels, seed })) {
      yield `${name}: largest difference from the reference's gradient ${largestDifference(outputs[gradient.name] as Float32Array, expected).toExponential(1)}`;
    }
  },
};

function workedText(): string {
  const { graph, ...values } = net();
  const { sums, gated, joined, pooled, logits } = values;
  const { wanted, roads, gradient } = backwards({ graph, ...values });
  const outputs = [sums, gated, joined, pooled, logits, ...wanted, ...roads];
  const found = runByReferences(graph, outputs, { image: pixels, seed });
  const of = (value: Value | undefined): Float32Array => found[value?.name ?? ""] as Float32Array;
  const map = (title: string, numbers: ArrayLike<number>, decimals: number): string => titled(title, grid(numbers, { width: side, decimals }));
  const [toPooled, toJoined, toGated, toSums] = wanted;
  const [mean = 0, logit = 0] = [of(pooled)[0], of(logits)[0]];
  const quotients = Float32Array.from(pixels, (_, at) => quotient(at, step));
  const [shortcut, through] = roads;
  return paragraphs(
    besides(map("image x", pixels, 0), map("kernel w", kernel, 0), map("c = w ∗ x − 0.5", of(sums), 1), map("r = max(c, 0)", of(gated), 1), map("a = r + x", of(joined), 1)),
    `p = mean of a = ${number(mean, 4)}      logit = 0.9 p + 0.2 = ${number(logit, 4)}`,
    `Backwards, the derivative of the logit by\np: ${number(of(toPooled)[0] as number, 1)}`,
    besides(map("a: 0.9 / 9", of(toJoined), 1), map("r: as a", of(toGated), 1), map("c: where c > 0", of(toSums), 1)),
    besides(
      map("x through w", of(through), 1), sign("+", side), map("by shortcut", of(shortcut), 1), sign("=", side),
      map("x: gradient", of(gradient), 1), map("by differences", quotients, 1),
    ),
    `by differences: (f(x + h) − f(x − h)) / 2h of each pixel, h = 1/64;\nthe gradient differs by at most ${largestDifference(of(gradient), quotients).toFixed(6)}`,
  );
}

/** Quotients of large and of tiny steps: a gate that turns makes the former wrong, float32's rounding the latter. */
function differencesAt(y: number, x: number): string {
  const { graph, ...values } = net();
  const { gradient } = backwards({ graph, ...values });
  const exact = runByReferences(graph, [gradient], { image: pixels, seed })[gradient.name]?.[y * side + x] as number;
  const rows = [4, 2, 1, 0.25, 1 / 64, 1e-3, 1e-5, 1e-6].map((h) => {
    const value = quotient(y * side + x, h);
    return `${String(h).padEnd(10)}${number(value, 6).padStart(11)}${Math.abs(value - exact).toExponential(1).padStart(14)}`;
  });
  return paragraphs(
    `pixel (${y}, ${x}), gradient ${number(exact, 6)}. Where h is large a sum passes 0 and its gate turns; where it is tiny, float32 has no digits left.`,
    [`h${"quotient".padStart(20)}${"difference".padStart(14)}`, ...rows].join("\n"),
  );
}
