// Why pooling and fc may be swapped: one table of products, summed by rows first or by columns first. And what forbids it.
//   Σ_k w_k · (1/P Σ_p A[p, k])  =  1/P Σ_p (Σ_k w_k · A[p, k])          P cells
import { globalAveragePool, Graph, linear, relu, runByReferences } from "@camlucida/tensor";
import { largestDifference, onDevices } from "../here/devices.ts";
import { number, paragraphs } from "../text.ts";
import type { Topic } from "../topic.ts";
import { computed, example, featureMaps, graphOf, labels, likeResnet18, rowOf } from "./class_example.ts";

const cells = example.side ** 2;

export const swap: Topic = {
  name: "swap",
  question: "Why may pooling and fc be swapped? Both are sums, and nothing bends between them.",
  worked: async () => paragraphs(table(), bothRoads(), withReluBetween()),
  async *here() {
    yield* onEachDevice();
  },
};

/** A row a channel, a column a cell. */
function table(): string {
  const row = rowOf(example, 0);
  const products = featureMaps.map((map, k) => Array.from(map, (value) => (row[k] ?? NaN) * value));
  const sumOf = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const columns = Array.from({ length: cells }, (_, p) => sumOf(products.map((values) => values[p] ?? NaN)));
  const line = (name: string, values: readonly number[]): string =>
    `${name.padEnd(10)}${values.map((value) => number(value, 2).padStart(6)).join("")}  ${number(sumOf(values), 2).padStart(6)}`;
  return [
    `weight × feature for ${labels[0]}: a row a channel, a column a cell`,
    `${"".padEnd(10 + 6 * cells)}${"sum".padStart(8)}`,
    ...products.map((values, k) => line(`channel ${k}`, values)),
    line("sum", columns),
  ].join("\n");
}

function bothRoads(): string {
  const { pooled, logits, maps } = computed(example);
  const row = rowOf(example, 0);
  const bias = example.bias[0] ?? NaN;
  const classes = example.bias.length;
  const map = maps.filter((_, at) => at % classes === 0);
  const total = map.reduce((all, value) => all + value, 0);
  const terms = Array.from(pooled, (mean, k) => `${number(row[k] ?? NaN, 2)}·${number(mean, 2)}`).join(" + ");
  return [
    `pool, then weigh:    ${terms} + ${number(bias, 2)} = ${number(logits[0] ?? NaN, 2)}`,
    `weigh, then average: ${number(total, 2)} / ${cells} + ${number(bias, 2)} = ${number(total / cells + bias, 2)}`,
  ].join("\n");
}

/** A unit relu(A₀ − A₁) between: of the means, and the mean of it at every cell. */
function withReluBetween(): string {
  const graph = new Graph();
  const { side, channels, features } = example;
  const image = graph.input("features", [1, side, side, channels]);
  const [weight, bias] = [graph.parameter("weight", [channels, 1], Float32Array.of(1, -1, 0)), graph.parameter("bias", [1], Float32Array.of(0))];
  const first = relu(graph, "pooled first", linear(graph, "of means", globalAveragePool(graph, "means", image), weight, bias));
  const last = globalAveragePool(graph, "pooled last", relu(graph, "at cells", linear(graph, "of cells", image, weight, bias)));
  const results = runByReferences(graph, [first, last], { features });
  const [pooledFirst, pooledLast] = [first, last].map(({ name }) => (results[name] as Float32Array)[0] ?? NaN);
  return [
    "a ReLU between, max(0, channel 0 − channel 1), forbids it:",
    `of the means: ${number(pooledFirst ?? NaN, 2)}       the mean over all cells: ${number(pooledLast ?? NaN, 2)}`,
  ].join("\n");
}

/** Both roads to all logits of a head of ResNet-18's size, on each device. */
async function* onEachDevice(): AsyncIterable<string> {
  const head = likeResnet18();
  const { graph, logits, maps } = graphOf(head);
  const classes = head.bias.length;
  yield `Both roads to the ${classes} logits of ${head.channels} channels of ${head.side}×${head.side} cells, in float32:`;
  for await (const { name, outputs } of onDevices(graph, [logits, maps], { features: head.features })) {
    const other = meansOf(outputs[maps.name] as Float32Array, classes).map((mean, at) => mean + (head.bias[at] ?? NaN));
    yield `${name}: largest difference ${largestDifference(outputs[logits.name] as Float32Array, other).toExponential(1)}`;
  }
}

/** [cells, classes] → [classes] */
function meansOf(maps: Float32Array, classes: number): Float32Array {
  const sums = new Float64Array(classes);
  maps.forEach((value, at) => { sums[at % classes] = (sums[at % classes] ?? NaN) + value; });
  return Float32Array.from(sums, (sum) => sum / (maps.length / classes));
}
