// Pooling in AssemblyScript: four channels at a time. All addresses in bytes, all numbers float32. Caller: implementations.ts.
import { firstTap, lastTap } from "./depthwise";

/** As implementations.ts writes them. */
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
