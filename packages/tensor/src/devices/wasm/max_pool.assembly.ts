// Max pooling in AssemblyScript: four channels at a time. All addresses in bytes, all numbers float32. Caller: implementations.ts.

/** As implementations.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class MaxPool {
  image: u32; //  [N, height, width, channels], channels a multiple of 4
  height: u32;
  width: u32;
  channels: u32;
  output: u32; // [N, outHeight, outWidth, channels]
  outHeight: u32;
  outWidth: u32;
  kernel: u32;
  stride: u32;
  padding: u32;
}

/** The largest value under each window; outside the image counts as −∞. A unit of work: a row of output pixels. */
export function maxPool(step: usize, from: u32, to: u32, _thread: u32): void {
  const p = changetype<MaxPool>(step);
  const pixel: usize = p.channels * 4;
  for (let row = from; row < to; row++) {
    const image: usize = p.image + (row / p.outHeight) * p.height * p.width * pixel;
    const y: i32 = (row % p.outHeight) * p.stride - p.padding;
    const top = max(0, y), bottom = min(<i32>p.height, y + <i32>p.kernel);
    for (let column: u32 = 0; column < p.outWidth; column++) {
      const x: i32 = column * p.stride - p.padding;
      const left = max(0, x), right = min(<i32>p.width, x + <i32>p.kernel);
      for (let c: usize = 0; c < pixel; c += 16) {
        let largest = f32x4.splat(-Infinity);
        for (let i = top; i < bottom; i++) {
          let at = image + (i * p.width + left) * pixel + c;
          for (let j = left; j < right; j++, at += pixel) largest = f32x4.max(largest, v128.load(at));
        }
        v128.store(p.output + (row * p.outWidth + column) * pixel + c, largest);
      }
    }
  }
}
