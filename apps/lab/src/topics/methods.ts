// One layer and the ways to weigh it: the methods' own code on two channels of 3×3, and at the last layer, where they meet.
//   b = max(W · a, 0) at every position,   y = v · mean(b)
import { channelDot, methodNamed } from "@camlucida/cam";
import { adjoint, conv, globalAveragePool, Graph, linear, relu, runByReferences, type Arrays, type Value } from "@camlucida/tensor";
import { largestDifference, onDevices } from "../here/devices.ts";
import { besides, grid, number, paragraphs, titled } from "../text.ts";
import type { Topic } from "../topic.ts";

const side = 3;

/** a, [3, 3, 2]: channel by channel */
const first = Float32Array.of(
  1, 1, 2,
  1, 4, 2,
  0, 1, 0,
);
const second = Float32Array.of(
  3, 0, 0,
  0, 1, 0,
  3, 0, 1,
);

/** W: what the first channel has more than the second, and the reverse. [1, 1, 2, 2] */
const mixing = Float32Array.of(
  1, -1,
  -1, 1,
);

/** v: the first speaks for the class, the second against it. [2, 1] */
const classRow = Float32Array.of(9, -4.5);

const inputs: Arrays = {
  a: Float32Array.from({ length: 2 * side * side }, (_, at) => (at % 2 === 0 ? first : second)[at >> 1] as number),
  seed: Float32Array.of(1),
};

const byChannel = ["grad-cam", "grad-cam++", "xgrad-cam"];
const byCell = ["hirescam", "layer-cam"];

interface Weighed {
  readonly title: string;
  readonly weights: Value; // [1, 2], or [1, 3, 3, 2]
  readonly map: Value; //     [1, 3, 3, 1]
}

interface Net {
  readonly graph: Graph;
  readonly a: Value;
  readonly b: Value;
  readonly logit: Value;
  readonly gradients: readonly [ofA: Value, ofB: Value];
  readonly atA: readonly Weighed[];
  readonly atB: readonly Weighed[];
}

function net(): Net {
  const graph = new Graph();
  const a = graph.input("a", [1, side, side, 2]);
  const b = relu(graph, "b", conv(graph, "mixed", a, graph.parameter("W", [1, 1, 2, 2], mixing), graph.parameter("no bias", [2], new Float32Array(2))));
  const logit = linear(graph, "y", globalAveragePool(graph, "pooled", b), graph.parameter("v", [2, 1], classRow), graph.parameter("0", [1], new Float32Array(1)));
  const gradients = adjoint(graph, logit, graph.input("seed", [1, 1]), [a, b]) as [Value, Value];
  const at = (layer: Value, gradient: Value): Weighed[] => [...byChannel, ...byCell].map((name) => weighed(graph, name, layer, gradient));
  const row = graph.parameter("fc's row", [1, 2], classRow);
  const cam = { title: methodNamed("cam").title, weights: row, map: channelDot(graph, "cam at b", b, row) };
  return { graph, a, b, logit, gradients, atA: at(a, gradients[0]), atB: [cam, ...at(b, gradients[1])] };
}

/** A method as the engine computes it: its weights from features and gradient, and their sum over the channels. */
function weighed(graph: Graph, name: string, layer: Value, gradient: Value): Weighed {
  const { title, weights } = methodNamed(name);
  if (weights.from !== "gradient") throw new Error(`${title} does not weigh by a gradient.`);
  const own = weights.weigh(graph, `${name} at ${layer.name}`, layer, gradient);
  return { title, weights: own, map: channelDot(graph, `${name} map at ${layer.name}`, layer, own) };
}

export const methods: Topic = {
  name: "methods",
  question: "How do Grad-CAM, Grad-CAM++ and their family weigh one layer? And where do they meet?",
  worked: async () => workedText(),
  async *here() {
    const { graph, atA, atB } = net();
    const maps = [...atA, ...atB].map(({ map }) => map);
    const expected = runByReferences(graph, maps, inputs);
    for await (const { name, outputs } of onDevices(graph, maps, inputs)) {
      const difference = Math.max(...maps.map((map) => largestDifference(outputs[map.name] as Float32Array, expected[map.name] as Float32Array)));
      yield `${name}: largest difference of a map from the reference's ${difference.toExponential(1)}`;
    }
  },
};

function workedText(): string {
  const { graph, a, b, logit, gradients, atA, atB } = net();
  const found = runByReferences(graph, [b, logit, ...gradients, ...[...atA, ...atB].flatMap(({ weights, map }) => [weights, map]).filter(({ name }) => name !== "fc's row")], inputs);
  const of = (value: Value): Float32Array => (value === a ? inputs["a"] : found[value.name]) as Float32Array;
  const channel = (value: Value, k: number): Float32Array => of(value).filter((_, at) => at % 2 === k);
  const square = (title: string, values: Float32Array, decimals = 0): string => titled(title, grid(values, { width: side, decimals }));
  const map = ({ title, map: value }: Weighed, decimals: number): string => square(title, of(value), decimals);
  const summed = (one: Weighed): string => `${map(one, 2)}\nsum ${number(of(one.map).reduce((sum, x) => sum + x, 0), 2)}`;
  const named = (list: readonly Weighed[], ...names: readonly string[]): Weighed[] => names.map((name) => list.find(({ title }) => title === methodNamed(name).title) as Weighed);
  const [ofA] = gradients;
  return paragraphs(
    `b0 = max(a0 − a1, 0)   b1 = max(a1 − a0, 0)\ny = 9 · mean(b0) − 4.5 · mean(b1) = ${number(of(logit)[0] as number, 2)}`,
    besides(square("a0", channel(a, 0)), square("a1", channel(a, 1)), square("b0", channel(b, 0)), square("b1", channel(b, 1)), square("∂y/∂a0", channel(ofA, 0), 1), square("∂y/∂a1", channel(ofA, 1), 1)),
    weightTable(named(atA, ...byChannel).map(({ title, weights }) => [title, of(weights)])),
    besides(...named(atA, "grad-cam", "xgrad-cam", "hirescam").map(summed)),
    besides(...named(atA, "grad-cam++", "layer-cam").map(summed)),
    `at b, the last layer, ∂y/∂b0 = 9/9 and ∂y/∂b1 = −4.5/9 in every cell:`,
    besides(map(atB[0] as Weighed, 1), ...named(atB, "grad-cam", "hirescam", "xgrad-cam").map((one) => map(one, 1))),
  );
}

function weightTable(rows: readonly (readonly [title: string, weights: Float32Array])[]): string {
  const line = (title: string, cells: readonly string[]): string => `${title.padEnd(16)}${cells.map((cell) => cell.padStart(8)).join("")}`;
  return [line("weights at a", ["of a0", "of a1"]), ...rows.map(([title, weights]) => line(title, Array.from(weights, (value) => number(value, 3))))].join("\n");
}
