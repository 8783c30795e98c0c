// Convolution and its adjoint in plain TypeScript: what every other way is held against. Sums run in float64 (JavaScript's own numbers)
// and are rounded once: at least as exact as any float32 order.
import { elements } from "../../graph/graph.ts";
import { activationOf, noActivation, type ActivationAttributes } from "../activation/activation_functions.ts";
import type { ImageShape, KernelShape, SlidingAttributes } from "../../graph/shapes.ts";

/**
 * How a kernel slides; scaled and relu: 1 where the fused form multiplies its sums by a scale, and where it ends in a ReLU. Where it ends
 * in another function: which. A ReLU is by itself, as rules other than its derivative may carry a gradient through it.
 */
export type ConvAttributes = SlidingAttributes & ActivationAttributes & {
  readonly groups: number; readonly scaled: number; readonly relu: number;
};

export interface ConvShapes {
  readonly image: ImageShape; //   [N, H, W, Cin]
  readonly kernel: KernelShape; // [K, K, Cin/G, Cout]
  readonly output: ImageShape; //  [N, H', W', Cout]
  readonly attributes: ConvAttributes;
}

/** Arrays of a convolution; the last two in the fused form only. */
export interface ConvArrays {
  readonly image: Float32Array; //  [N, H, W, Cin]
  readonly weight: Float32Array; // [K, K, Cin/G, Cout]
  readonly bias: Float32Array; //   [Cout]
  readonly scale?: Float32Array | undefined; //    [Cout]
  readonly residual?: Float32Array | undefined; // like the output, added before the ReLU or f
}

/**
 * out[n,y,x,k] = scale[k] · Σ over i,j,c of in[n, y·S + i·D − top, x·S + j·D − left, c] · w[i,j,c,k]   + bias[k] + residual[n,y,x,k], max(·, 0) or f(·)
 * @returns [N, H', W', Cout]
 */
export function convReference(shapes: ConvShapes, { image, weight, bias, scale, residual }: ConvArrays): Float32Array {
  const { image: [, inH, inW, cin], kernel: [kernelH, kernelW, groupIn, cout], output: [n, outH, outW], attributes } = shapes;
  const { strideH, strideW, dilationH, dilationW, top, left, groups, relu } = attributes;
  const groupOut = cout / groups;
  const activate = activationOf(attributes);
  const output = new Float32Array(n * outH * outW * cout);
  const sums = new Float64Array(cout);
  for (let pixel = 0; pixel < n * outH * outW; pixel++) {
    sums.fill(0);
    for (let tap = 0; tap < kernelH * kernelW; tap++) {
      const y = (Math.floor(pixel / outW) % outH) * strideH + Math.floor(tap / kernelW) * dilationH - top;
      const x = (pixel % outW) * strideW + (tap % kernelW) * dilationW - left;
      if (y < 0 || y >= inH || x < 0 || x >= inW) continue; // outside the image all is 0
      const from = ((Math.floor(pixel / (outH * outW)) * inH + y) * inW + x) * cin;
      for (let group = 0; group < groups; group++) {
        const [c, k] = [group * groupIn, group * groupOut];
        addProducts(sums, k, groupOut, image, from + c, groupIn, weight, tap * groupIn * cout + k, cout);
      }
    }
    for (let k = 0, at = pixel * cout; k < cout; k++, at++) {
      const sum = (residual?.[at] ?? 0) + (scale?.[k] ?? 1) * (sums[k] as number) + (bias[k] as number);
      output[at] = relu && sum < 0 ? 0 : activate(sum);
    }
  }
  return output;
}

/**
 * sums[k + j] += Σ over c < depth of image[from + c] · weight[row + c·pitch + j], for j < count: one after the other, in the order of c.
 * Four at a time, so that a sum is read and written a quarter as often.
 */
function addProducts(
  sums: Float64Array, k: number, count: number, image: Float32Array, from: number, depth: number, weight: Float32Array, row: number, pitch: number,
): void {
  const whole = depth - (depth % 4);
  for (let c = 0; c < whole; c += 4) {
    const x0 = image[from + c] as number, x1 = image[from + c + 1] as number, x2 = image[from + c + 2] as number, x3 = image[from + c + 3] as number;
    const row0 = row + c * pitch, row1 = row0 + pitch, row2 = row1 + pitch, row3 = row2 + pitch;
    for (let j = 0; j < count; j++) {
      sums[k + j] = (sums[k + j] as number) + x0 * (weight[row0 + j] as number) + x1 * (weight[row1 + j] as number)
        + x2 * (weight[row2 + j] as number) + x3 * (weight[row3 + j] as number);
    }
  }
  for (let c = whole; c < depth; c++) {
    const x = image[from + c] as number;
    for (let j = 0; j < count; j++) sums[k + j] = (sums[k + j] as number) + x * (weight[row + c * pitch + j] as number);
  }
}

/**
 * The adjoint with respect to the image is a convolution again: the gradient, dilated by S on an empty canvas, under the kernel rotated
 * by 180° with its channels swapped.
 * Source  Dumoulin & Visin 2016, arXiv:1603.07285, chapter 4 (transposed convolution).
 * @param gradient [N, H', W', Cout], of the convolution's output; @param weight [K, K, Cin/G, Cout]; @param scale [Cout], of the fused form
 * @returns [N, H, W, Cin], of its image
 */
export function convAdjointReference(forward: ConvShapes, gradient: Float32Array, weight: Float32Array, scale?: Float32Array): Float32Array {
  const { image, kernel: [kernelH, kernelW, groupIn, cout], attributes: { groups } } = forward;
  const canvas = canvasOf(forward);
  const rotated: ConvShapes = {
    image: canvas, kernel: [kernelH, kernelW, cout / groups, image[3]], output: image,
    attributes: overCanvas(forward),
  };
  return convReference(rotated, {
    image: dilate(forward, scale ? scaledBy(gradient, scale) : gradient),
    weight: rotate180(weight, kernelH * kernelW, groupIn, cout, groups), bias: new Float32Array(image[3]),
  });
}

/** [..., Cout] · scale [Cout] */
export const scaledBy = (numbers: Float32Array, scale: Float32Array | Float64Array): Float32Array => numbers.map((x, at) => x * (scale[at % scale.length] as number));

/** How the rotated kernel slides over the canvas: pixel by pixel, over all that there is. */
export const overCanvas = ({ attributes: { dilationH, dilationW, groups } }: ConvShapes): ConvAttributes =>
  ({ strideH: 1, strideW: 1, dilationH, dilationW, top: 0, left: 0, bottom: 0, right: 0, groups, scaled: 0, relu: 0, ...noActivation });

/** [N, H + D·(K − 1), W + D·(K − 1), Cout]: every image pixel then lies under as many taps as the kernel has. */
export function canvasOf({ image: [n, h, w], kernel: [kernelH, kernelW, , cout], attributes: { dilationH, dilationW } }: ConvShapes): ImageShape {
  return [n, h + dilationH * (kernelH - 1), w + dilationW * (kernelW - 1), cout];
}

/** The gradient of output pixel (y, x) at canvas pixel (y·S + D·(K − 1) − top, …): what lies outside touches no image pixel. */
export function dilate(forward: ConvShapes, gradient: Float32Array): Float32Array {
  const { kernel: [kernelH, kernelW], output: [n, outH, outW, cout], attributes: { strideH, strideW, dilationH, dilationW, top, left } } = forward;
  const canvas = canvasOf(forward);
  const [, h, w] = canvas;
  const dilated = new Float32Array(elements(canvas));
  for (let at = 0; at < n * outH * outW; at++) {
    const y = (Math.floor(at / outW) % outH) * strideH + dilationH * (kernelH - 1) - top;
    const x = (at % outW) * strideW + dilationW * (kernelW - 1) - left;
    if (y < 0 || y >= h || x < 0 || x >= w) continue;
    const image = Math.floor(at / (outH * outW));
    dilated.set(gradient.subarray(at * cout, (at + 1) * cout), ((image * h + y) * w + x) * cout);
  }
  return dilated;
}

/** [K·K, Cin/G, Cout] → [K·K, Cout/G, Cin], last tap first. */
export function rotate180(weight: Float32Array, taps: number, groupIn: number, cout: number, groups: number): Float32Array {
  const groupOut = cout / groups;
  const cin = groupIn * groups;
  const rotated = new Float32Array(weight.length);
  for (let tap = 0; tap < taps; tap++) {
    for (let c = 0; c < cin; c++) {
      const group = Math.floor(c / groupIn);
      for (let k = 0; k < groupOut; k++) {
        rotated[((taps - 1 - tap) * groupOut + k) * cin + c] = weight[(tap * groupIn + (c % groupIn)) * cout + group * groupOut + k] as number;
      }
    }
  }
  return rotated;
}
