// Pooling in AssemblyScript: four channels at a time. All addresses in bytes, all numbers float32. Caller: pooling.ts.
import { firstTap, lastTap } from "./depthwise";

/** As pooling.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class Pool {
  image: u32; //  [N, height, width, channels], 4 channels at least
  height: u32;
  width: u32;
  channels: u32;
  output: u32; // [N, outHeight, outWidth, channels]
  outHeight: u32;
  outWidth: u32;
  kernelHeight: u32;
  kernelWidth: u32;
  strideY: u32;
  strideX: u32;
  dilationY: u32;
  dilationX: u32;
  top: u32; //    padding
  left: u32;
  sizes: u32; //  [outHeight, outWidth], by which sums are divided; 0 where the largest value is wanted
}

/** The largest value, or the mean, under each window; what is outside the image is left out. A unit of work: a row of output pixels. */
export function pool(step: usize, from: u32, to: u32, _thread: u32): void {
  const p = changetype<Pool>(step);
  const pixel: usize = p.channels * 4, apart: usize = p.dilationX * pixel, line: usize = p.dilationY * p.width * pixel;
  for (let row = from; row < to; row++) {
    const image: usize = p.image + (row / p.outHeight) * p.height * p.width * pixel;
    const y: i32 = <i32>((row % p.outHeight) * p.strideY) - <i32>p.top;
    const first = firstTap(y, p.dilationY), last = lastTap(y, p.dilationY, p.height, p.kernelHeight);
    const begin: usize = image + (y + first * p.dilationY) * p.width * pixel;
    for (let column: u32 = 0; column < p.outWidth; column++) {
      const x: i32 = <i32>(column * p.strideX) - <i32>p.left;
      const cut = firstTap(x, p.dilationX), end = lastTap(x, p.dilationX, p.width, p.kernelWidth);
      const corner: usize = begin + (x + cut * p.dilationX) * pixel, output: usize = p.output + (row * p.outWidth + column) * pixel;
      const size = p.sizes ? v128.load32_splat(p.sizes + ((row % p.outHeight) * p.outWidth + column) * 4) : f32x4.splat(1);
      for (let c: usize = 0; ;) {
        let value = f32x4.splat(p.sizes ? 0 : -Infinity);
        let start = corner + c;
        for (let i = first; i < last; i++, start += line) {
          let at = start;
          if (p.sizes) {
            for (let j = cut; j < end; j++, at += apart) value = f32x4.add(value, v128.load(at));
          } else {
            for (let j = cut; j < end; j++, at += apart) value = f32x4.max(value, v128.load(at));
          }
        }
        v128.store(output + c, p.sizes ? f32x4.div(value, size) : value);
        if (c + 16 == pixel) break;
        c = min(c + 16, pixel - 16); // the last four channels may overlap those before them
      }
    }
  }
}

/** As pooling.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class GlobalSum {
  image: u32; //    [N, height, width, channels], SUMS channels at least
  height: u32;
  width: u32;
  channels: u32;
  output: u32; //   [N, channels]
  share: u32; //    by which the sums are multiplied: the bits of a float32 number
}

const SUMS: u32 = 16; // channels of a unit of work: a line of the cache

/** The sum of every channel, row by row. A unit of work: some channels of an image; the last may overlap those before them. */
export function globalSum(step: usize, from: u32, to: u32, _thread: u32): void {
  const p = changetype<GlobalSum>(step);
  const blocks = (p.channels + SUMS - 1) / SUMS, pixel: usize = p.channels * 4, line = p.width * pixel;
  const share = f32x4.splat(reinterpret<f32>(p.share));
  for (let unit = from; unit < to; unit++) {
    const n = unit / blocks, c: usize = min((unit % blocks) * SUMS, p.channels - SUMS) * 4;
    let at: usize = p.image + n * p.height * line + c;
    const zero = f32x4.splat(0);
    let a = zero, b = zero, d = zero, e = zero;
    for (let y: u32 = 0; y < p.height; y++) {
      let a1 = zero, b1 = zero, d1 = zero, e1 = zero;
      for (const end = at + line; at < end; at += pixel) {
        a1 = f32x4.add(a1, v128.load(at));
        b1 = f32x4.add(b1, v128.load(at, 16));
        d1 = f32x4.add(d1, v128.load(at, 32));
        e1 = f32x4.add(e1, v128.load(at, 48));
      }
      a = f32x4.add(a, a1);
      b = f32x4.add(b, b1);
      d = f32x4.add(d, d1);
      e = f32x4.add(e, e1);
    }
    const output: usize = p.output + n * pixel + c;
    v128.store(output, f32x4.mul(a, share));
    v128.store(output, f32x4.mul(b, share), 16);
    v128.store(output, f32x4.mul(d, share), 32);
    v128.store(output, f32x4.mul(e, share), 48);
  }
}

/** As pooling.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class MaxPoolAdjoint {
  gradient: u32; // [N, outHeight, outWidth, channels], channels a multiple of 4
  image: u32; //    [N, height, width, channels]
  pooled: u32; //   like the gradient
  output: u32; //   like the image
  height: u32;
  width: u32;
  channels: u32;
  outHeight: u32;
  outWidth: u32;
  kernelHeight: u32;
  kernelWidth: u32;
  strideY: u32;
  strideX: u32;
  dilationY: u32;
  dilationX: u32;
  top: u32; //      padding
  left: u32;
}

/** Each window's gradient goes to its first maximum. A unit of work: SUMS channels of an image, so that no two write to one place. */
export function maxPoolAdjoint(step: usize, from: u32, to: u32, _thread: u32): void {
  const p = changetype<MaxPoolAdjoint>(step);
  const blocks = (p.channels + SUMS - 1) / SUMS, pixel: usize = p.channels * 4, pixels: usize = p.height * p.width;
  for (let unit = from; unit < to; unit++) {
    const n: usize = unit / blocks, c: usize = (unit % blocks) * SUMS * 4, bytes = min(SUMS * 4, pixel - c);
    const image: usize = p.image + n * pixels * pixel + c, output: usize = p.output + n * pixels * pixel + c;
    for (let at = output, end = output + pixels * pixel; at < end; at += pixel) memory.fill(at, 0, bytes);
    for (let row: u32 = 0; row < p.outHeight; row++) {
      const y: i32 = <i32>(row * p.strideY) - <i32>p.top;
      const first = firstTap(y, p.dilationY), last = lastTap(y, p.dilationY, p.height, p.kernelHeight);
      for (let column: u32 = 0; column < p.outWidth; column++) {
        const x: i32 = <i32>(column * p.strideX) - <i32>p.left;
        const cut = firstTap(x, p.dilationX), end = lastTap(x, p.dilationX, p.width, p.kernelWidth);
        const place: usize = ((n * p.outHeight + row) * p.outWidth + column) * pixel + c;
        for (let quad: usize = 0; quad < bytes; quad += 16) {
          const largest = v128.load(p.pooled + place + quad), gradient = v128.load(p.gradient + place + quad);
          let open = i32x4.splat(-1); // windows whose maximum has not been met
          for (let i = first; i < last; i++) {
            for (let j = cut; j < end; j++) {
              const at: usize = ((y + i * p.dilationY) * p.width + x + j * p.dilationX) * pixel + quad;
              const met = v128.and(open, f32x4.eq(v128.load(image + at), largest));
              v128.store(output + at, f32x4.add(v128.load(output + at), v128.and(gradient, met)));
              open = v128.andnot(open, met);
            }
          }
        }
      }
    }
  }
}
