// From a layer's features and their weights to a map: in the graph where the weights are made there, else on the CPU.
//
//   M[p] = Σ_k weight_k[p] · A_k[p],     or the first principal component of weight ⊙ A over the positions p
//
// Shader channel_dot.wgsl, its reference below.
import { GraphError, imageShape, quads, type Graph, type Kernel, type Op, type Step, type Value } from "@camlucida/tensor";
import type { Method } from "./method.ts";
import { principalComponent } from "./principal_component.ts";
import wgsl from "./channel_dot.wgsl" with { type: "text" };

const channelDotOp: Op = {
  name: "channel_dot",
  kernel: ({ inputs }) => {
    const [n, h, w, channels] = imageShape(inputs[0]);
    return {
      wgsl,
      constants: { IMAGES: n, POSITIONS: h * w, CHANNEL_QUADS: quads(channels), PER_POSITION: Number(inputs[1]?.shape.length === 4) },
      workgroups: [Math.ceil((n * h * w) / 64), 1, 1],
    };
  },
  reference: (step, [feature, weight]) => {
    const [positions, channels] = positionsAndChannels(step);
    return channelDotReference(feature as Float32Array, weight as Float32Array, positions, channels);
  },
};

/**
 * Σ_k weight ⊙ feature: [N, H, W, K] → [N, H, W, 1].
 * @param weight [N, H, W, K], or [N, K]: the same at every position
 * @throws GraphError "graph-shape" if the shapes do not meet
 */
export function channelDot(graph: Graph, name: string, feature: Value, weight: Value): Value {
  const [n, h, w, channels] = imageShape(feature);
  const fits = weight.shape.join() === feature.shape.join() || weight.shape.join() === [n, channels].join();
  if (!fits) throw new GraphError("graph-shape", `graph: "${name}" weighs [${feature.shape.join(", ")}] with [${weight.shape.join(", ")}]; expected the same shape or [${n}, ${channels}].`);
  return graph.step(channelDotOp, name, [feature, weight], [n, h, w, 1]);
}

/**
 * Σ_k weight ⊙ feature at every position.
 * @param feature [N, P, K]; @param weight [N, P, K] or [N, K]
 * @returns [N, P]
 */
function channelDotReference(feature: Float32Array, weight: Float32Array, positions: number, channels: number): Float32Array {
  const perPosition = weight.length === feature.length;
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
