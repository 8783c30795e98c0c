// A convolution of one filter for each channel in WebAssembly, and its adjoint: lays out their memory, runs depthwise.assembly.ts and
// depthwise_adjoint.assembly.ts, takes the result out.
//
// Shapes    image [N, H, W, C], weight [K, K, 1, C], bias [C], residual like the output → [N, H', W', C], C at least four
// Source    Howard et al. 2017, arXiv:1704.04861, section 3.1.
import { elements } from "../../graph/graph.ts";
import { copyNumbers, type Parameter } from "../../graph/parameter.ts";
import type { ConvShapes } from "../../ops/conv/conv_reference.ts";
import { endingOf } from "./ending.ts";
import type { RowsOrNumbers } from "./product.ts";
import type { Simd } from "./simd.ts";

export interface DepthwiseTask {
  readonly shapes: ConvShapes;
  /** Pixels of zeros above and left of the image; less than none where windows begin inside it. */
  readonly top: number;
  readonly left: number;
  /** [K, K, 1, C], made of the parameter in this form, as `Simd.keep` knows it. */
  readonly weights: { readonly parameter: Parameter; readonly form: string; readonly source: RowsOrNumbers };
  readonly bias?: Float32Array | Parameter | undefined;
  readonly residual?: Float32Array | undefined;
}

/** @returns [N, H', W', C] */
export function depthwiseConvolve(simd: Simd, task: DepthwiseTask, data: Float32Array): Float32Array {
  const { shapes, top, left, weights: { parameter, form, source }, bias, residual } = task;
  const { image: [n, height, width, channels], kernel: [kernelHeight, kernelWidth], output: [, outHeight, outWidth], attributes } = shapes;
  const { strideH: strideY, strideW: strideX, dilationH: dilationY, dilationW: dilationX } = attributes;
  const kept = keepFilters(simd, parameter, form, source);
  const result = simd.array(elements(shapes.output));
  const [image, output, shift, beside] = simd.workspace([data, result, channels, residual ?? 0]);
  copyNumbers(bias ?? new Float32Array(channels), simd.floats(shift, channels));
  simd.run("depthwise", {
    image, height, width, channels, output, outHeight, outWidth, kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX,
    top, left,
    weights: kept, bias: shift, residual: residual ? beside : 0, ...endingOf(attributes),
  }, n * outHeight);
  return simd.made(result, output);
}

/**
 * The adjoint of a convolution that strides; of others, `depthwiseConvolve` under the rotated kernel is faster.
 * @param forward the convolution's shapes; @param weight [K, K, 1, C]; @param numbers of the gradient, [N, H', W', C]
 * @returns [N, H, W, C]
 */
export function depthwiseStridedAdjoint(simd: Simd, forward: ConvShapes, weight: Parameter, numbers: Float32Array): Float32Array {
  const { image: [n, height, width, channels], kernel: [kernelHeight, kernelWidth], output: [, outHeight, outWidth], attributes } = forward;
  const { strideH: strideY, strideW: strideX, dilationH: dilationY, dilationW: dilationX, top, left } = attributes;
  const weights = keepFilters(simd, weight, "conv", weight);
  const result = simd.array(elements(forward.image));
  const [gradient, image] = simd.workspace([numbers, result]);
  simd.run("depthwiseAdjoint", {
    gradient, outHeight, outWidth, channels, image, height, width, kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX,
    top, left, weights,
  }, n * height);
  return simd.made(result, image);
}

/** [K, K, 1, C] as they are. @returns their address */
const keepFilters = (simd: Simd, parameter: Parameter, form: string, source: RowsOrNumbers): number =>
  simd.keep(parameter, `${form}, depthwise`, source.length, (address) => source.write(simd.floats(address, source.length)));
