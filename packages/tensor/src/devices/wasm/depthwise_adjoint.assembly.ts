// The adjoint of a strided convolution of one filter for each channel, in AssemblyScript: four channels at a time. All addresses in bytes,
// all numbers float32. Caller: depthwise.ts. Where nothing strides, it is a convolution itself: see depthwise.assembly.ts.
//
//   image[q·S + i·D − top, r·S + j·D − left, c] += gradient[q, r, c] · weight[i, j, c]
//
// Row by row of the image, so that no two units of work write to one place.
import { add } from "./numbers";

/** As depthwise.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class DepthwiseAdjoint {
  gradient: u32; //     [N, outHeight, outWidth, channels]
  outHeight: u32;
  outWidth: u32;
  channels: u32;
  image: u32; //        [N, height, width, channels], written
  height: u32;
  width: u32;
  kernelHeight: u32;
  kernelWidth: u32;
  strideY: u32;
  strideX: u32;
  dilationY: u32;
  dilationX: u32;
  top: u32; //          padding
  left: u32;
  weights: u32; //      [kernelHeight, kernelWidth, channels]
}

/** A unit of work: a row of the image. */
export function depthwiseAdjoint(step: usize, from: u32, to: u32, _thread: u32): void {
  const p = changetype<DepthwiseAdjoint>(step);
  const pixel: usize = p.channels * 4, stride: i32 = p.strideX;
  for (let row = from; row < to; row++) {
    const line: usize = p.image + row * p.width * pixel;
    memory.fill(line, 0, p.width * pixel);
    for (let i: u32 = 0; i < p.kernelHeight; i++) {
      const y = <i32>((row % p.height) + p.top - i * p.dilationY);
      if (y < 0) break;
      const q: u32 = y / p.strideY; // of the gradient
      if (q * p.strideY != y || q >= p.outHeight) continue;
      const gradient: usize = p.gradient + ((row / p.height) * p.outHeight + q) * p.outWidth * pixel;
      for (let j: u32 = 0; j < p.kernelWidth; j++) {
        const weight: usize = p.weights + (i * p.kernelWidth + j) * pixel;
        const shift: i32 = j * p.dilationX - p.left; // from r·S to the pixel that hears it
        const first = shift < 0 ? (stride - 1 - shift) / stride : 0;
        const last = <i32>p.width <= shift ? 0 : min(<i32>p.outWidth, (<i32>p.width - shift + stride - 1) / stride);
        for (let r = first; r < last; r++) addProducts(line + (r * stride + shift) * pixel, gradient + r * pixel, weight, pixel);
      }
    }
  }
}

/** sums[c] += numbers[c] · factors[c] */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function addProducts(sums: usize, numbers: usize, factors: usize, bytes: usize): void {
  let at: usize = 0;
  for (const whole = bytes & ~15; at < whole; at += 16) {
    v128.store(sums + at, add(v128.load(numbers + at), v128.load(factors + at), v128.load(sums + at)));
  }
  for (; at < bytes; at += 4) store<f32>(sums + at, load<f32>(sums + at) + load<f32>(numbers + at) * load<f32>(factors + at));
}
