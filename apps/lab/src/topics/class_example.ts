// The end of a network in small, for the chapters about classes: three feature maps of 3×3 cells, two classes. And the same
// end in the size that ResNet-18 has, of pseudo-random numbers, for what depends on the machine.
//
//   pooled[k] = mean over cells of A[·, ·, k]        logits = weightᵀ·pooled + bias        maps[y, x] = weightᵀ·A[y, x]
import { globalAveragePool, Graph, linear, runByReferences, softmax, type Value } from "@camlucida/tensor";
import { seeded } from "@camlucida/tensor/lab";

/** The last layer's features, and what fc makes of them. */
export interface ExampleHead {
  readonly side: number; //           of a feature map, in cells
  readonly channels: number;
  readonly features: Float32Array; // A [side, side, channels], behind a ReLU: not below 0
  readonly weight: Float32Array; //   [channels, classes]
  readonly bias: Float32Array; //     [classes]
}

/** The names of the example's classes. */
export const labels = ["cat", "dog"] as const;

/** A_k by channel, [3, 3] each: means 3, 2 and 1. */
export const featureMaps: readonly Float32Array[] = [
  Float32Array.of(
    0, 4, 2,
    1, 8, 3,
    0, 2, 7,
  ),
  Float32Array.of(
    5, 1, 0,
    3, 0, 0,
    6, 2, 1,
  ),
  Float32Array.of(
    0, 0, 2,
    2, 4, 1,
    0, 0, 0,
  ),
];

export const example: ExampleHead = {
  side: 3,
  channels: featureMaps.length,
  features: Float32Array.from({ length: 27 }, (_, at) => featureMaps[at % 3]?.[Math.floor(at / 3)] ?? NaN),
  weight: Float32Array.of(
    1, -0.5, //    channel 0: for "cat", for "dog"
    -0.5, 1,
    0.25, 0.5,
  ),
  bias: Float32Array.of(0.5, 0.25),
};

/** As large as ResNet-18's. */
export const likeResnet18 = (): ExampleHead => ({
  side: 7,
  channels: 512,
  features: seeded(1, 49 * 512).map((value) => Math.max(0, value)),
  weight: seeded(2, 512 * 1000, 0.1),
  bias: seeded(3, 1000, 0.1),
});

/** The head on a graph, both ways: as a network goes, and fc at every cell. */
export interface ExampleGraph {
  readonly graph: Graph;
  readonly pooled: Value; //        [1, channels]
  readonly logits: Value; //        [1, classes]
  readonly probabilities: Value; // [1, classes]
  readonly maps: Value; //          [1, side, side, classes]
}

export function graphOf({ side, channels, weight, bias }: ExampleHead): ExampleGraph {
  const graph = new Graph();
  const classes = bias.length;
  const features = graph.input("features", [1, side, side, channels]);
  const weights = graph.parameter("fc.weight", [channels, classes], weight);
  const pooled = globalAveragePool(graph, "pooled", features);
  const logits = linear(graph, "logits", pooled, weights, graph.parameter("fc.bias", [classes], bias));
  const maps = linear(graph, "maps", features, weights, graph.parameter("zeros", [classes], new Float32Array(classes)));
  return { graph, pooled, logits, probabilities: softmax(graph, "probabilities", logits), maps };
}

/** What the engine's reference makes of the example. */
export function computed(head: ExampleHead): Readonly<Record<"pooled" | "logits" | "probabilities" | "maps", Float32Array>> {
  const { graph, pooled, logits, probabilities, maps } = graphOf(head);
  const results = runByReferences(graph, [pooled, logits, probabilities, maps], { features: head.features });
  const array = ({ name }: Value): Float32Array => results[name] as Float32Array;
  return { pooled: array(pooled), logits: array(logits), probabilities: array(probabilities), maps: array(maps) };
}

/** fc's row of a class, [channels]. */
export const rowOf = ({ weight, bias: { length: classes }, channels }: ExampleHead, classIndex: number): Float32Array =>
  Float32Array.from({ length: channels }, (_, k) => weight[k * classes + classIndex] ?? NaN);

/** Channels by what they give to the logit, the strongest first, whatever its sign. */
export function strongestFirst(pooled: Float32Array, row: Float32Array): number[] {
  const share = (k: number): number => Math.abs((pooled[k] ?? NaN) * (row[k] ?? NaN));
  return [...row.keys()].sort((a, b) => share(b) - share(a));
}
