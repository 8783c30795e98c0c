// Max pooling and its adjoint, under windows or of the whole image. Shaders max_pool.wgsl and max_pool_adjoint.wgsl.
//
// Shapes    image [N, H, W, C], pooled [N, H', W', C], see pooling.ts; outside the image counts as −∞.
import { elements, type Graph, type Op, type Step, type Value } from "../../graph/graph.ts";
import { imageShape } from "../../graph/shapes.ts";
import {
  poolingBehind, poolingFor, poolingOf, poolKernel, visitWindows, type PoolAttributes, type Pooling, type PoolOptions,
} from "../shared/pooling.ts";
import adjointWgsl from "./max_pool_adjoint.wgsl" with { type: "text" };
import wgsl from "./max_pool.wgsl" with { type: "text" };

/** The largest value under each window. */
function maxPoolReference(pooling: Pooling, image: Float32Array): Float32Array {
  const output = new Float32Array(elements(pooling.pooled)).fill(-Infinity);
  visitWindows(pooling, (from, to, channels) => {
    for (let c = 0; c < channels; c++) output[to + c] = Math.max(output[to + c] as number, image[from + c] as number);
  });
  return output;
}

/**
 * Each window's gradient goes to its first maximum, row by row, as in PyTorch.
 * @param gradient of `pooled`, [N, H', W', C]
 * @returns [N, H, W, C], of the image
 */
function maxPoolAdjointReference(pooling: Pooling, gradient: Float32Array, image: Float32Array, pooled: Float32Array): Float32Array {
  const sums = new Float64Array(image.length);
  const found = new Uint8Array(pooled.length); // 1: this window's first maximum has been met
  visitWindows(pooling, (from, to, channels) => {
    for (let c = 0; c < channels; c++) {
      if (found[to + c] || image[from + c] !== pooled[to + c]) continue;
      found[to + c] = 1;
      sums[from + c] = (sums[from + c] as number) + (gradient[to + c] as number);
    }
  });
  return Float32Array.from(sums);
}

type PoolStep = Step<PoolAttributes>;

export const maxPoolOp: Op<PoolAttributes> = {
  name: "max_pool",
  kernel: (step) => poolKernel(wgsl, poolingOf(step), poolingOf(step).pooled),
  reference: (step, [image]: [Float32Array]) => maxPoolReference(poolingOf(step), image),
  adjoint: (step, gradient, { graph, name }) => [maxPoolAdjoint(graph, name, step, gradient)],
};

/** Inputs: gradient, the pooling's image, its output. */
export const maxPoolAdjointOp: Op<PoolAttributes> = {
  name: "max_pool_adjoint",
  kernel: (step) => poolKernel(adjointWgsl, poolingBehind(step), poolingBehind(step).image),
  reference: (step, [gradient, image, pooled]: [Float32Array, Float32Array, Float32Array]) =>
    maxPoolAdjointReference(poolingBehind(step), gradient, image, pooled),
};

/**
 * The largest value under each window of [N, H, W, C].
 * @throws GraphError "attribute" for a window that cannot slide; "graph-shape" where one would lie outside of the image
 * @example
 * ```ts
 * import { Graph, maxPool, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const image = graph.input("image", [1, 2, 3, 1]);
 * const whole = maxPool(graph, "whole", image, { kernel: 2, stride: 2 });
 * const partly = maxPool(graph, "partly", image, { kernel: 2, stride: 2, ceilMode: true });
 * const numbers = { image: Float32Array.of(1, 7, 2, 3, 5, 4) };
 * runByReferences(graph, [whole, partly], numbers); // → { whole: Float32Array.of(7), partly: Float32Array.of(7, 4) }
 * ```
 */
export function maxPool(graph: Graph, name: string, input: Value, options: PoolOptions): Value {
  const { pooled, window } = poolingFor(name, input, options);
  return graph.step(maxPoolOp, name, [input], pooled, window);
}

/**
 * The largest value of all positions: [N, H, W, C] → [N, C].
 * @example
 * ```ts
 * import { globalMaxPool, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const pooled = globalMaxPool(graph, "pooled", graph.input("features", [1, 1, 2, 2]));
 * runByReferences(graph, [pooled], { features: Float32Array.of(1, 5, 3, -7) }); // → { pooled: Float32Array.of(3, 5) }
 * ```
 */
export function globalMaxPool(graph: Graph, name: string, input: Value): Value {
  const [n, h, w, c] = imageShape(input);
  return graph.step(maxPoolOp, name, [input], [n, c], poolingFor(name, input, { kernel: [h, w], stride: 1 }).window);
}

/** ∂/∂image of a max pooling, given the gradient of its output: like its image. */
const maxPoolAdjoint = (graph: Graph, name: string, { inputs: [image], output, constants }: PoolStep, gradient: Value): Value =>
  graph.step(maxPoolAdjointOp, name, [gradient, image as Value, output], (image as Value).shape, constants);
