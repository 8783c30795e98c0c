// From a layer's features and their weights to a map: in the graph where the weights are made there, else on the CPU.
//
//   M[p] = Σ_k weight_k[p] · A_k[p],     or the first principal component of weight ⊙ A over the positions p
//
// Shader channel_dot.wgsl, its reference below.
import { GraphError, imageShape, quads, type Graph, type Kernel, type Op, type Step, type Value } from "@camlucida/tensor";
import type { Method } from "./method.ts";
import wgsl from "./channel_dot.wgsl" with { type: "text" };

/** perPosition: 1 where the weights differ from position to position. */
type ChannelDotAttributes = { readonly perPosition: 0 | 1 };

const channelDotOp: Op<ChannelDotAttributes> = {
  name: "channel_dot",
  kernel: ({ constants: { perPosition }, inputs }) => {
    const [n, h, w, channels] = imageShape(inputs[0]);
    return {
      wgsl,
      constants: { IMAGES: n, POSITIONS: h * w, CHANNEL_QUADS: quads(channels), PER_POSITION: perPosition },
      workgroups: [Math.ceil((n * h * w) / 64), 1, 1],
    };
  },
  reference: (step, [feature, weight]) => {
    const [positions, channels] = positionsAndChannels(step);
    return channelDotReference(feature as Float32Array, weight as Float32Array, positions, channels, step.constants.perPosition);
  },
};

/**
 * Σ_k weight ⊙ feature: [N, H, W, K] → [N, H, W, 1]. What a method's weights make of a layer's features.
 * @param weight [N, H, W, K], or [N, K]: the same at every position
 * @throws GraphError "graph-shape" if the shapes do not meet
 * @example
 * ```ts
 * import { channelDot } from "@camlucida/cam";
 * import { Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const map = channelDot(graph, "map", graph.input("features", [1, 1, 2, 2]), graph.input("weights", [1, 2]));
 * const [features, weights] = [Float32Array.of(1, 2, 3, 4), Float32Array.of(10, -1)]; // two cells of two channels
 * runByReferences(graph, [map], { features, weights }); // → { map: Float32Array.of(8, 26) }
 * ```
 */
export function channelDot(graph: Graph, name: string, feature: Value, weight: Value): Value {
  const [n, h, w, channels] = imageShape(feature);
  const perPosition = weight.shape.join() === feature.shape.join() ? 1 : 0;
  if (!perPosition && weight.shape.join() !== [n, channels].join()) throw new GraphError("graph-shape", `graph: "${name}" weighs [${feature.shape.join(", ")}] with [${weight.shape.join(", ")}]; expected the same shape or [${n}, ${channels}].`);
  return graph.step(channelDotOp, name, [feature, weight], [n, h, w, 1], { perPosition });
}

/**
 * Σ_k weight ⊙ feature at every position.
 * @param feature [N, P, K]; @param weight [N, P, K] or [N, K]
 * @returns [N, P]
 */
function channelDotReference(feature: Float32Array, weight: Float32Array, positions: number, channels: number, perPosition: 0 | 1): Float32Array {
  return Float32Array.from({ length: feature.length / channels }, (_, at) => {
    const row = perPosition ? at : Math.floor(at / positions);
    let sum = 0;
    for (let k = 0; k < channels; k++) sum += (feature[at * channels + k] as number) * (weight[row * channels + k] as number);
    return sum;
  });
}

/**
 * The same on the CPU: Σ_k weight ⊙ A, or the first principal component of weight ⊙ A.
 * @param features A [P, K]; @param weights [K], or [P, K]; undefined: all one
 * @returns [P]
 */
export function fold(reduce: Method["reduce"], features: Float32Array, weights: Float32Array | undefined, channels: number): Float32Array {
  const period = weights?.length ?? 1;
  const weighted = weights ? features.map((a, at) => a * (weights[at % period] as number)) : features;
  return reduce === "sum" ? channelSums(weighted, channels) : principalComponent(weighted, channels);
}

function channelSums(values: Float32Array, channels: number): Float32Array {
  return Float32Array.from({ length: values.length / channels }, (_, p) => {
    let sum = 0;
    for (let k = 0; k < channels; k++) sum += values[p * channels + k] as number;
    return sum;
  });
}

/** epsilon: added to a denominator; 0 in the papers. */
export type WeightAttributes = { readonly epsilon: number };

/** Shared with the ops that make one weight per channel (Grad-CAM++, XGrad-CAM): H·W and K of the step's features [N, H, W, K]. */
export function positionsAndChannels({ inputs }: Pick<Step, "inputs">): [positions: number, channels: number] {
  const [, h, w, channels] = imageShape(inputs[0]);
  return [h * w, channels];
}

/** A kernel that makes one number per image and channel: one invocation per image and channel quad. */
export function channelWise(step: Step<WeightAttributes>, wgsl: string): Kernel {
  const [positions, channels] = positionsAndChannels(step);
  return {
    wgsl,
    constants: { POSITIONS: positions, CHANNEL_QUADS: quads(channels), EPSILON: step.constants.epsilon },
    workgroups: [Math.ceil(quads(channels) / 64), imageShape(step.inputs[0])[0], 1],
  };
}

// The first principal component of a layer's channels over its positions, as a map.
//
//   E' = E − mean over positions,  [P, K];     M = E'·v,  v the first right singular vector of E'
//
// A component has no sign of its own: it gets the one that correlates with the plain sum Σ_k E_k.

/** When two successive directions differ by less, they are one. Gaps between singular values decide how soon. */
const converged = 1e-12;
const mostRounds = 2000;

/**
 * @param values E [P, K]
 * @returns [P]; zeros where E is the same at every position
 */
export function principalComponent(values: Float32Array, channels: number): Float32Array {
  const positions = values.length / channels;
  const centred = centre(values, channels);
  const direction = firstSingularVector(centred, positions, channels);
  const map = Float64Array.from({ length: positions }, (_, p) => dot(centred, direction, p * channels, channels));
  const sign = map.reduce((sum, value, p) => sum + value * total(centred, p * channels, channels), 0) < 0 ? -1 : 1;
  return Float32Array.from(map, (value) => sign * value);
}

/** Each channel minus its mean over the positions. */
function centre(values: Float32Array, channels: number): Float64Array {
  const means = new Float64Array(channels);
  values.forEach((value, at) => { means[at % channels] = (means[at % channels] as number) + (value * channels) / values.length; });
  return Float64Array.from(values, (value, at) => value - (means[at % channels] as number));
}

/** Power iteration on E'ᵀE', one multiplication by E' and one by its transpose at a time. [K], of length 1 or 0. */
function firstSingularVector(centred: Float64Array, positions: number, channels: number): Float64Array {
  let direction = normalised(strongestRow(centred, positions, channels));
  for (let round = 0; round < mostRounds; round++) {
    const next = new Float64Array(channels);
    for (let p = 0; p < positions; p++) {
      const share = dot(centred, direction, p * channels, channels);
      for (let k = 0; k < channels; k++) next[k] = (next[k] as number) + share * (centred[p * channels + k] as number);
    }
    const turned = normalised(next);
    const change = turned.reduce((sum, value, k) => sum + (value - (direction[k] as number)) ** 2, 0);
    direction = turned;
    if (change < converged ** 2) break;
  }
  return direction;
}

/** Where to begin: a row that is certainly not orthogonal to everything. */
function strongestRow(centred: Float64Array, positions: number, channels: number): Float64Array {
  let best = centred.subarray(0, channels);
  for (let p = 1; p < positions; p++) {
    const row = centred.subarray(p * channels, (p + 1) * channels);
    if (dot(row, row, 0, channels) > dot(best, best, 0, channels)) best = row;
  }
  return best;
}

function normalised(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector, 0, vector.length));
  return length > 0 ? vector.map((value) => value / length) : vector;
}

/** ⟨row of `matrix` from `offset`, vector⟩ */
function dot(matrix: Float64Array, vector: Float64Array, offset: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += (matrix[offset + k] as number) * (vector[k] as number);
  return sum;
}

function total(matrix: Float64Array, offset: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += matrix[offset + k] as number;
  return sum;
}
