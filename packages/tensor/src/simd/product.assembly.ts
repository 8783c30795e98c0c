// The one product behind convolutions and fully connected layers on the CPU, in AssemblyScript: WebAssembly SIMD.
// A tile of 4 pixels × 8 channels stays in eight registers of four floats; a weight read serves 4 pixels, a pixel 8 channels.
// `npm run assemble -w @camlucida/tensor` compiles it into module.wasm.ts. Caller: product.ts, which lays out the memory.

/** a · b + c: rounded once where the processor can (relaxed SIMD), else twice. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function add(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(c, f32x4.mul(a, b));
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function finish(output: usize, sums: v128, floor: v128): void {
  v128.store(output, f32x4.max(floor, f32x4.add(sums, v128.load(output))));
}

/**
 * output[p, k] = max(floor, output[p, k] + bias[k] + Σ over runs r, over l < length of pixel p's run r [l] · weights[k, r, l]).
 * Whatever a sum reads lies in runs of neighbouring floats: the rows of a convolution's window, [K, Cin] each.
 * All addresses and distances in bytes, all numbers float32.
 * @param pixels [count] uint32: where each output pixel's window begins; count a multiple of 4
 * @param runs [runCount] uint32: where each run begins within a window
 * @param weights [channels/8, runCount, length, 8]; @param bias [channels]
 * @param output [count, pitch], of which `channels` are computed: a multiple of 8
 */
export function product(
  pixels: usize, count: usize, runs: usize, runCount: usize, length: usize,
  weights: usize, bias: usize, output: usize, channels: usize, pitch: usize, floor: f32,
): void {
  const lowest = f32x4.splat(floor);
  pitch *= 4;
  for (let k: usize = 0; k < channels * 4; k += 32) {
    const block = weights + k * runCount * length;
    const bias0 = v128.load(bias + k), bias1 = v128.load(bias + k, 16);
    for (let p: usize = 0; p < count; p += 4) {
      let a0 = bias0, a1 = bias1, b0 = bias0, b1 = bias1, c0 = bias0, c1 = bias1, d0 = bias0, d1 = bias1;
      let weight = block;
      for (let r: usize = 0; r < runCount; r++) {
        const run: usize = load<u32>(runs + r * 4);
        const at = pixels + p * 4;
        let a = load<u32>(at) + run, b = load<u32>(at, 4) + run, c = load<u32>(at, 8) + run, d = load<u32>(at, 12) + run;
        for (const end = a + length * 4; a < end; a += 4, b += 4, c += 4, d += 4, weight += 32) {
          const w0 = v128.load(weight), w1 = v128.load(weight, 16);
          const xa = v128.load32_splat(a), xb = v128.load32_splat(b), xc = v128.load32_splat(c), xd = v128.load32_splat(d);
          a0 = add(xa, w0, a0); a1 = add(xa, w1, a1);
          b0 = add(xb, w0, b0); b1 = add(xb, w1, b1);
          c0 = add(xc, w0, c0); c1 = add(xc, w1, c1);
          d0 = add(xd, w0, d0); d1 = add(xd, w1, d1);
        }
      }
      const to = output + p * pitch + k;
      finish(to, a0, lowest); finish(to + 16, a1, lowest);
      finish(to + pitch, b0, lowest); finish(to + pitch + 16, b1, lowest);
      finish(to + 2 * pitch, c0, lowest); finish(to + 2 * pitch + 16, c1, lowest);
      finish(to + 3 * pitch, d0, lowest); finish(to + 3 * pitch + 16, d1, lowest);
    }
  }
}
