// Max pooling and its adjoint. Shaders max_pool.wgsl and max_pool_adjoint.wgsl.
//
// Shapes    image [N, H, W, C], pooled [N, H', W', C], H' = ⌊(H + 2P − K)/S⌋ + 1; outside the image counts as −∞.
import { elements, type Constants, type Graph, type Kernel, type Op, type Step, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { workgroupIn } from "../../graph/shader_text.ts";
import { imageShape, slidingLength, type ImageShape } from "../../graph/shapes.ts";
import adjointWgsl from "./max_pool_adjoint.wgsl" with { type: "text" };
import wgsl from "./max_pool.wgsl" with { type: "text" };

/** A square window over [N, H, W, C]. */
export type PoolAttributes = { readonly kernel: number; readonly stride: number; readonly padding: number };

/** A square window; without a padding, unless said. */
export type PoolOptions = Omit<PoolAttributes, "padding"> & { readonly padding?: number };

/** A pooling's shapes and window. */
export interface Pooling {
  readonly image: ImageShape; //  [N, H, W, C]
  readonly pooled: ImageShape; // [N, H', W', C]
  readonly window: PoolAttributes;
}

/** The largest value under each window. */
export function maxPoolReference(pooling: Pooling, image: Float32Array): Float32Array {
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

/** Visits every (image pixel, pooled pixel) pair, window by window and row by row, as offsets of their first channel. */
function visitWindows({ image, pooled, window: { kernel, stride, padding } }: Pooling, visit: (from: number, to: number, channels: number) => void): void {
  const [n, inH, inW, channels] = image;
  const [, outH, outW] = pooled;
  for (let each = 0; each < n; each++) {
    for (let at = 0; at < outH * outW * kernel * kernel; at++) {
      const place = Math.floor(at / (kernel * kernel));
      const y = Math.floor(place / outW) * stride + Math.floor((at % (kernel * kernel)) / kernel) - padding;
      const x = (place % outW) * stride + (at % kernel) - padding;
      if (y < 0 || y >= inH || x < 0 || x >= inW) continue;
      visit(((each * inH + y) * inW + x) * channels, (each * outH * outW + place) * channels, channels);
    }
  }
}

type PoolStep = Step<PoolAttributes>;

export const poolingOf = ({ inputs, output, constants }: PoolStep): Pooling => ({ image: imageShape(inputs[0]), pooled: imageShape(output), window: constants });

/** The pooling whose adjoint a step is: its first input is the gradient, its output the image's. */
const poolingBehind = ({ inputs, output, constants }: PoolStep): Pooling => ({ image: imageShape(output), pooled: imageShape(inputs[0]), window: constants });

const shaderConstants = ({ image: [, inH, inW, channels], pooled: [, outH, outW], window: { kernel, stride, padding } }: Pooling): Constants => ({
  IN_H: inH, IN_W: inW, OUT_H: outH, OUT_W: outW, CHANNEL_QUADS: quads(channels), KERNEL: kernel, STRIDE: stride, PADDING: padding,
});

/** One invocation per quad of what is written. */
function kernelOf(shader: string, pooling: Pooling, [n, h, w, channels]: ImageShape): Kernel {
  const [lanesX, lanesY] = workgroupIn(shader);
  return { wgsl: shader, constants: shaderConstants(pooling), workgroups: [Math.ceil(quads(channels) / lanesX), Math.ceil(w / lanesY), n * h] };
}

export const maxPoolOp: Op<PoolAttributes> = {
  name: "max_pool",
  kernel: (step) => kernelOf(wgsl, poolingOf(step), imageShape(step.output)),
  reference: (step, [image]: [Float32Array]) => maxPoolReference(poolingOf(step), image),
  adjoint: (step, gradient, { graph, name }) => [maxPoolAdjoint(graph, name, step, gradient)],
};

/** Inputs: gradient, the pooling's image, its output. */
const maxPoolAdjointOp: Op<PoolAttributes> = {
  name: "max_pool_adjoint",
  kernel: (step) => kernelOf(adjointWgsl, poolingBehind(step), imageShape(step.output)),
  reference: (step, [gradient, image, pooled]: [Float32Array, Float32Array, Float32Array]) =>
    maxPoolAdjointReference(poolingBehind(step), gradient, image, pooled),
};

/**
 * The largest value under each window of [N, H, W, C].
 * @example
 * ```ts
 * import { Graph, maxPool, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = maxPool(graph, "output", graph.input("image", [1, 2, 2, 1]), { kernel: 2, stride: 2 });
 * runByReferences(graph, [output], { image: Float32Array.of(1, 7, 3, 5) }); // → { output: Float32Array.of(7) }
 * ```
 */
export function maxPool(graph: Graph, name: string, input: Value, { kernel, stride, padding = 0 }: PoolOptions): Value {
  const [n, h, w, c] = imageShape(input);
  const shape = [n, slidingLength(h, kernel, { stride, padding }), slidingLength(w, kernel, { stride, padding }), c];
  return graph.step(maxPoolOp, name, [input], shape, { kernel, stride, padding });
}

/** ∂/∂image of a max pooling, given the gradient of its output: like its image. */
const maxPoolAdjoint = (graph: Graph, name: string, { inputs: [image], output, constants }: PoolStep, gradient: Value): Value =>
  graph.step(maxPoolAdjointOp, name, [gradient, image as Value, output], (image as Value).shape, constants);
