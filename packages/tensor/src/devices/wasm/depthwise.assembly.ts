// A convolution of one filter for each channel, in AssemblyScript: four channels at a time. All addresses and distances in bytes, all
// numbers float32. Caller: depthwise.ts.
//
//   output[y, x, c] = residual[y, x, c] + bias[c] + Σ over i, j of image[y·S + i·D − top, x·S + j·D − left, c] · weight[i, j, c]
//
// Four neighbouring pixels whose windows lie inside the image are summed at once; the others one by one, without the taps outside.
import { activateRows } from "./activation";
import { add } from "./numbers";

/** As depthwise.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class Depthwise {
  image: u32; //    [N, height, width, channels], 4 channels at least
  height: u32;
  width: u32;
  channels: u32;
  output: u32; //   [N, outHeight, outWidth, channels]
  outHeight: u32;
  outWidth: u32;
  kernelHeight: u32;
  kernelWidth: u32;
  strideY: u32;
  strideX: u32;
  dilationY: u32;
  dilationX: u32;
  top: u32; //      padding, of either sign: where a window begins less than 0 is cut off
  left: u32;
  weights: u32; //  [kernelHeight, kernelWidth, channels]
  bias: u32; //     [channels]
  residual: u32; // like the output; 0 for none
  lowest: u32; //  the bits of float32 numbers between which sums are kept
  highest: u32;
  activation: u32; // a function of them, as activation.assembly.ts numbers it; 0 for none
  alpha: u32; //   the bits of its constants
  beta: u32;
}

/** A unit of work: a row of output pixels. */
export function depthwise(step: usize, from: u32, to: u32, _thread: u32): void {
  const p = changetype<Depthwise>(step);
  const pixel: usize = p.channels * 4;
  const stride: i32 = p.strideX, dilation: i32 = p.dilationX, left: i32 = p.left, taps: i32 = p.kernelWidth;
  // The first output pixel whose window begins inside the image, and the first one whose window ends outside.
  const inner = max(0, (left + stride - 1) / stride);
  const room = <i32>p.width - 1 - dilation * (taps - 1) + left;
  const outer = room < 0 ? 0 : min(<i32>p.outWidth, room / stride + 1);
  for (let row = from; row < to; row++) {
    const image: usize = p.image + (row / p.outHeight) * p.height * p.width * pixel;
    const y: i32 = <i32>((row % p.outHeight) * p.strideY) - <i32>p.top;
    const first = firstTap(y, p.dilationY), last = lastTap(y, p.dilationY, p.height, p.kernelHeight);
    const begin: usize = image + (y + first * p.dilationY) * p.width * pixel;
    const weights: usize = p.weights + first * taps * pixel;
    for (let column = 0; column < <i32>p.outWidth;) {
      const x = column * stride - left;
      const corner: usize = (row * p.outWidth + column) * pixel;
      const beside = p.residual ? p.residual + corner : 0;
      if (column >= inner && column + 4 <= outer) {
        fourPixels(p, begin + x * pixel, last - first, weights, p.output + corner, beside);
        column += 4;
      } else {
        const cut = firstTap(x, dilation), end = lastTap(x, dilation, p.width, p.kernelWidth);
        onePixel(p, begin + (x + cut * dilation) * pixel, last - first, end - cut, weights + cut * pixel, p.output + corner, beside);
        column++;
      }
    }
    const made: usize = p.output + row * p.outWidth * pixel;
    if (p.activation) activateRows(p.activation, p.alpha, p.beta, made, made, 1, 0, p.outWidth * pixel);
  }
}

/** The first tap that is not before the image, of those from `start` on, D apart. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function firstTap(start: i32, dilation: i32): i32 {
  return start < 0 ? (dilation - 1 - start) / dilation : 0;
}

/** The first tap behind the image. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function lastTap(start: i32, dilation: i32, length: i32, taps: i32): i32 {
  return start >= length ? 0 : min(taps, (length - start + dilation - 1) / dilation);
}

/** @param corner where the first pixel's window begins; @param rows of it that lie inside the image */
function fourPixels(p: Depthwise, corner: usize, rows: i32, weights: usize, output: usize, residual: usize): void {
  const pixel: usize = p.channels * 4, across: usize = p.strideX * pixel, apart: usize = p.dilationX * pixel;
  const line: usize = p.dilationY * p.width * pixel, end: usize = p.kernelWidth * pixel;
  const shifts = across == apart; // then a tap of one pixel reads what the next tap of the pixel before it reads
  const lowest = f32x4.splat(reinterpret<f32>(p.lowest)), highest = f32x4.splat(reinterpret<f32>(p.highest));
  for (let c: usize = 0; ;) {
    const bias = v128.load(p.bias + c);
    let sum0 = bias, sum1 = bias, sum2 = bias, sum3 = bias;
    let start = corner + c, weight = weights + c;
    for (let i = 0; i < rows; i++, start += line) {
      let at = start;
      if (shifts) {
        let x0 = v128.load(at), x1 = v128.load(at + across), x2 = v128.load(at + 2 * across);
        at += 3 * across;
        for (const stop = weight + end; weight < stop; weight += pixel, at += apart) {
          const w = v128.load(weight), x3 = v128.load(at);
          sum0 = add(x0, w, sum0);
          sum1 = add(x1, w, sum1);
          sum2 = add(x2, w, sum2);
          sum3 = add(x3, w, sum3);
          x0 = x1;
          x1 = x2;
          x2 = x3;
        }
      } else {
        for (const stop = weight + end; weight < stop; weight += pixel, at += apart) {
          const w = v128.load(weight);
          sum0 = add(v128.load(at), w, sum0);
          sum1 = add(v128.load(at + across), w, sum1);
          sum2 = add(v128.load(at + 2 * across), w, sum2);
          sum3 = add(v128.load(at + 3 * across), w, sum3);
        }
      }
    }
    keep(output, residual, c, sum0, lowest, highest);
    keep(output, residual, c + pixel, sum1, lowest, highest);
    keep(output, residual, c + 2 * pixel, sum2, lowest, highest);
    keep(output, residual, c + 3 * pixel, sum3, lowest, highest);
    if (c + 16 == pixel) break;
    c = min(c + 16, pixel - 16); // the last four channels may overlap those before them
  }
}

/** @param rows, @param taps of the window that lie inside the image */
function onePixel(p: Depthwise, corner: usize, rows: i32, taps: i32, weights: usize, output: usize, residual: usize): void {
  const pixel: usize = p.channels * 4, apart: usize = p.dilationX * pixel;
  const line: usize = p.dilationY * p.width * pixel, next: usize = p.kernelWidth * pixel;
  const lowest = f32x4.splat(reinterpret<f32>(p.lowest)), highest = f32x4.splat(reinterpret<f32>(p.highest));
  for (let c: usize = 0; ;) {
    let sum = v128.load(p.bias + c);
    for (let i = 0; i < rows; i++) {
      let at = corner + c + i * line, weight = weights + c + i * next;
      for (let j = 0; j < taps; j++, at += apart, weight += pixel) sum = add(v128.load(at), v128.load(weight), sum);
    }
    keep(output, residual, c, sum, lowest, highest);
    if (c + 16 == pixel) break;
    c = min(c + 16, pixel - 16);
  }
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function keep(output: usize, residual: usize, at: usize, sum: v128, lowest: v128, highest: v128): void {
  v128.store(output + at, f32x4.min(highest, f32x4.max(lowest, residual ? f32x4.add(sum, v128.load(residual + at)) : sum)));
}
