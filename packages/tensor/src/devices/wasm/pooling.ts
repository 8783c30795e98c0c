// Pooling in WebAssembly: lays out memory, runs pool.assembly.ts, takes the result out.
import { elements } from "../../graph/graph.ts";
import type { ImageShape } from "../../graph/shapes.ts";
import type { Pooling } from "../../ops/shared/pooling.ts";
import { bitsOf } from "./elementwise.ts";
import { kernelConstants } from "./module.wasm.ts";
import type { Simd } from "./simd.ts";

const { SUMS } = kernelConstants; // channels of a unit of work

/**
 * As the references of max_pool.ts and average_pool.ts. Undefined where the channels fill no quad.
 * @param sizes by which the sums are divided, [H'·W']; the largest value is taken where there are none
 */
export function poolSimd(
  { image: [n, height, width, channels], pooled, window }: Pooling, sizes: readonly number[] | undefined, data: Float32Array, simd: Simd,
): Float32Array | undefined {
  if (channels < 4) return undefined;
  const [, outHeight, outWidth] = pooled;
  const result = simd.array(elements(pooled));
  const [image, output, divisors] = simd.workspace([data, result, sizes?.length ?? 0]);
  if (sizes) simd.floats(divisors, sizes.length).set(sizes);
  simd.run("pool", {
    image, height, width, channels, output, outHeight, outWidth, kernelHeight: window.kernelH, kernelWidth: window.kernelW,
    strideY: window.strideH, strideX: window.strideW, dilationY: window.dilationH, dilationX: window.dilationW,
    top: window.top, left: window.left, sizes: sizes ? divisors : 0,
  }, n * outHeight);
  return simd.made(result, output);
}

/** Σ · share over all positions of each image, [N, C]. Undefined where the channels fill no unit of work. */
export function globalSumSimd([n, height, width, channels]: ImageShape, share: number, data: Float32Array, simd: Simd): Float32Array | undefined {
  if (channels < SUMS) return undefined;
  const result = simd.array(n * channels);
  const [image, output] = simd.workspace([data, result]);
  const [bits = 0] = bitsOf(share);
  simd.run("globalSum", { image, height, width, channels, output, share: bits }, n * Math.ceil(channels / SUMS));
  return simd.made(result, output);
}

/** As maxPoolAdjointReference. Undefined where the channels are no whole quads. */
export function maxPoolAdjointSimd(
  { image: [n, height, width, channels], pooled: [, outHeight, outWidth], window }: Pooling, g: Float32Array, x: Float32Array, y: Float32Array, simd: Simd,
): Float32Array | undefined {
  if (channels % 4 !== 0) return undefined;
  const result = simd.array(x.length);
  const [gradient, image, pooled, output] = simd.workspace([g, x, y, result]);
  simd.run("maxPoolAdjoint", {
    gradient, image, pooled, output, height, width, channels, outHeight, outWidth, kernelHeight: window.kernelH, kernelWidth: window.kernelW,
    strideY: window.strideH, strideX: window.strideW, dilationY: window.dilationH, dilationX: window.dilationW, top: window.top, left: window.left,
  }, n * Math.ceil(channels / SUMS));
  return simd.made(result, output);
}
