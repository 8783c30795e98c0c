// Average pooling and its adjoint. Shaders average_pool.wgsl and average_pool_adjoint.wgsl.
//
// Shapes    image [N, H, W, C], pooled [N, H', W', C], see pooling.ts; outside the image counts as 0.
import { elements, type Constants, type Graph, type Op, type Step, type Value } from "../../graph/graph.ts";
import {
  poolingBehind, poolingFor, poolingOf, poolKernel, visitWindows, windowSizes, type PoolAttributes, type Pooling, type PoolOptions,
} from "../shared/pooling.ts";
import adjointWgsl from "./average_pool_adjoint.wgsl" with { type: "text" };
import wgsl from "./average_pool.wgsl" with { type: "text" };

/** A window; countPad: 1 where taps in the padding count. */
export type AveragePoolAttributes = PoolAttributes & { readonly countPad: number };

/** A window, and what its sum is divided by. */
export interface AveragePoolOptions extends PoolOptions {
  /** Whether the zeros of the padding count as pixels: yes, unless said, as in PyTorch; ONNX says no. */
  readonly countIncludePad?: boolean;
}

type AveragePooling = Pooling<AveragePoolAttributes>;

/** The mean under each window. */
function averagePoolReference(pooling: AveragePooling, image: Float32Array): Float32Array {
  const sums = new Float64Array(elements(pooling.pooled));
  visitWindows(pooling, (from, to, channels) => {
    for (let c = 0; c < channels; c++) sums[to + c] = (sums[to + c] as number) + (image[from + c] as number);
  });
  const sizes = windowSizes(pooling, pooling.window.countPad === 1);
  const channels = pooling.pooled[3];
  return Float32Array.from(sums, (sum, at) => sum / (sizes[Math.floor(at / channels) % sizes.length] as number));
}

/**
 * Each pixel receives its share of the gradient of every window that has a tap there.
 * @param gradient of `pooled`, [N, H', W', C]
 * @returns [N, H, W, C], of the image
 */
function averagePoolAdjointReference(pooling: AveragePooling, gradient: Float32Array): Float32Array {
  const sums = new Float64Array(elements(pooling.image));
  const sizes = windowSizes(pooling, pooling.window.countPad === 1);
  visitWindows(pooling, (from, to, channels) => {
    const size = sizes[(to / channels) % sizes.length] as number;
    for (let c = 0; c < channels; c++) sums[from + c] = (sums[from + c] as number) + (gradient[to + c] as number) / size;
  });
  return Float32Array.from(sums);
}

const constantsOf = ({ window: { bottom, right, countPad } }: AveragePooling): Constants => ({ BOTTOM: bottom, RIGHT: right, COUNT_PAD: countPad });

export const averagePoolOp: Op<AveragePoolAttributes> = {
  name: "average_pool",
  kernel: (step) => poolKernel(wgsl, poolingOf(step), poolingOf(step).pooled, constantsOf(poolingOf(step))),
  reference: (step, [image]: [Float32Array]) => averagePoolReference(poolingOf(step), image),
  adjoint: (step, gradient, { graph, name }) => [averagePoolAdjoint(graph, name, step, gradient)],
};

/** Input: gradient. */
const averagePoolAdjointOp: Op<AveragePoolAttributes> = {
  name: "average_pool_adjoint",
  kernel: (step) => poolKernel(adjointWgsl, poolingBehind(step), poolingBehind(step).image, constantsOf(poolingBehind(step))),
  reference: (step, [gradient]: [Float32Array]) => averagePoolAdjointReference(poolingBehind(step), gradient),
};

/**
 * The mean under each window of [N, H, W, C].
 * @throws GraphError "attribute" for a window that cannot slide; "graph-shape" where one would lie outside of the image
 * @example
 * ```ts
 * import { averagePool, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const image = graph.input("image", [1, 1, 3, 1]);
 * const options = { kernel: [1, 3], stride: 2, padding: [0, 1] } as const;
 * const pixels = averagePool(graph, "pixels", image, { ...options, countIncludePad: false });
 * const all = averagePool(graph, "all", image, { ...options, countIncludePad: true });
 * const numbers = { image: Float32Array.of(3, 6, 12) };
 * runByReferences(graph, [pixels, all], numbers); // → { pixels: Float32Array.of(4.5, 9), all: Float32Array.of(3, 6) }
 * ```
 */
export function averagePool(graph: Graph, name: string, input: Value, { countIncludePad = true, ...options }: AveragePoolOptions): Value {
  const { pooled, window } = poolingFor(name, input, options);
  return graph.step(averagePoolOp, name, [input], pooled, { ...window, countPad: Number(countIncludePad) });
}

/** ∂/∂image of an average pooling, given the gradient of its output: like its image. */
const averagePoolAdjoint = (graph: Graph, name: string, { inputs: [image], constants }: Step<AveragePoolAttributes>, gradient: Value): Value =>
  graph.step(averagePoolAdjointOp, name, [gradient], (image as Value).shape, constants);
