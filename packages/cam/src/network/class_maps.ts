// The maps of all classes on the graph, and the numbers that take them apart again. head.ts has the equations.
//
//   N[p] = A[p], or (A[p] − μ)/σ with μ and σ of this image's mean      features [h, w, K]
//   M[p] = (s ⊙ W)ᵀ·N[p]                                                maps [h, w, classes]
//   y    = mean over p of M[p] + Wᵀ·t + b
//
// The map of a class is taken apart by its row of s ⊙ W. Where the last feature map is the maps, that row has a 1 at the class.
import {
  GraphError, imageShape, lastAxis, linear, numbersOf, quads, type Graph, type Numbers, type Op, type Value,
} from "@camlucida/tensor";
import { headOf, type ClassMapHead, type LinearEnd } from "./head.ts";
import wgsl from "./normalise_as_mean.wgsl" with { type: "text" };

/** The class maps of a network. */
export interface ClassMapValues {
  readonly head: ClassMapHead;
  readonly features: Value; // N [1, h, w, K]
  readonly maps: Value; // M [1, h, w, classes]
}

/** Appends the class maps to the graph of a network; undefined where they are not defined. @param last feature map [1, h, w, K] */
export function classMapsIn(graph: Graph, logits: Value, last: Value): ClassMapValues | undefined {
  const head = headOf(graph, logits, last);
  if (!head) return undefined;
  const { mean, epsilon, linear: end } = head;
  if (!end) return { head, features: last, maps: last };
  const features = epsilon === undefined ? last : normaliseAsMean(graph, "class_maps.features", last, mean, epsilon);
  const classes = lastAxis(logits);
  const zeros = graph.parameter("class_maps.bias", [classes], new Float32Array(classes));
  return { head, features, maps: linear(graph, "class_maps", features, weightIn(graph, end, lastAxis(last), classes), zeros) };
}

/** s ⊙ W [K, classes]: W itself where there is nothing to multiply it by. */
function weightIn(graph: Graph, { weight, numbers, scale }: LinearEnd, channels: number, classes: number): Value {
  if (!scale) return weight.shape.length === 2 ? weight : graph.parameter("class_maps.weight", [channels, classes], numbers);
  return graph.parameter("class_maps.weight", [channels, classes], scaledRows(numbers, scale, classes));
}

const scaledRows = ({ length, write }: Numbers, scale: Float64Array, classes: number): Numbers => ({
  length,
  write: (into) => {
    write(into);
    for (let at = 0; at < length; at++) into[at] = (into[at] as number) * (scale[Math.floor(at / classes)] as number);
  },
});

/** A class' row of s ⊙ W, [K]: what its map is taken apart by. */
export function classWeightsOf({ linear: end }: ClassMapHead, classIndex: number, classes: number): Float32Array {
  if (!end) return Float32Array.from({ length: classes }, (_, at) => Number(at === classIndex));
  const { numbers: { rows, ...numbers }, scale } = end;
  const factor = (k: number): number => scale?.[k] ?? 1;
  if (rows?.taps === 1) { // a state dict's, which has them one behind the other
    const own = rows.scale[classIndex] as number;
    return rows.read(classIndex, classIndex + 1).map((weight, k) => weight * own * factor(k));
  }
  return numbersOf(numbers).filter((_, at) => at % classes === classIndex).map((weight, k) => weight * factor(k));
}

/** Wᵀ·t + b, [classes]: what is added to the maps' means. */
export function classBiasOf({ linear: end }: ClassMapHead, classes: number): Float32Array {
  if (!end) return new Float32Array(classes);
  const { numbers, shift, bias } = end;
  const sums = Float64Array.from(numbersOf(bias));
  if (!shift) return Float32Array.from(sums);
  numbersOf(numbers).forEach((weight, at) => { sums[at % classes] = (sums[at % classes] as number) + weight * (shift[Math.floor(at / classes)] as number); });
  return Float32Array.from(sums);
}

type MeanAttributes = { readonly epsilon: number };

/** Inputs: features, mean. */
const normaliseAsMeanOp: Op<MeanAttributes> = {
  name: "normalise_as_mean",
  kernel: ({ inputs: [features], constants: { epsilon } }) => {
    const [n, h, w, channels] = imageShape(features);
    return { wgsl, constants: { POSITIONS: h * w, CHANNELS: channels, CHANNEL_QUADS: quads(channels), EPSILON: epsilon }, workgroups: [h * w, n, 1] };
  },
  reference: ({ inputs: [value], constants: { epsilon } }, [features, mean]: [Float32Array, Float32Array]) => {
    const [n, h, w, channels] = imageShape(value);
    const moments = Array.from({ length: n }, (_, image) => momentsOf(mean.subarray(image * channels, (image + 1) * channels), epsilon));
    return features.map((a, at) => {
      const { centre, scale } = moments[Math.floor(at / (h * w * channels))] as Moments;
      return (a - centre) * scale;
    });
  },
};

interface Moments {
  readonly centre: number; // μ
  readonly scale: number; // 1/σ
}

function momentsOf(row: Float32Array, epsilon: number): Moments {
  const centre = row.reduce((sum, x) => sum + x, 0) / row.length;
  const variance = row.reduce((sum, x) => sum + (x - centre) ** 2, 0) / row.length;
  return { centre, scale: 1 / Math.sqrt(variance + epsilon) };
}

/**
 * (A − μ)/σ at every position, with μ and σ of the mean's channels: [N, H, W, K] → [N, H, W, K].
 * @param mean [N, K], perhaps with axes of length 1 between
 * @throws GraphError "graph-shape" if the shapes do not meet
 */
export function normaliseAsMean(graph: Graph, name: string, features: Value, mean: Value, epsilon: number): Value {
  const [n, , , channels] = imageShape(features);
  if (mean.shape[0] !== n || lastAxis(mean) !== channels) {
    throw new GraphError("graph-shape", `graph: "${name}" normalises [${features.shape.join(", ")}] as [${mean.shape.join(", ")}]; expected [${n}, ${channels}].`);
  }
  return graph.step(normaliseAsMeanOp, name, [features, mean], features.shape, { epsilon });
}
