// Rung 3, tile: eight sums that do not wait for each other.
//
//   out[y,x,k] = bias[k] + Σ over i,j,c of canvas[y·S + i, x·S + j, c] · w[i,j,c,k]
//
// Layouts   as conv_1_scalar.assembly.ts; Cout a multiple of eight.
// Idea      4 pixels × 8 channels: eight sums of four numbers in registers. A weight serves four pixels, a pixel eight channels, 4 + 8
//           numbers for 32 multiply-adds; and while one addition is under way the processor begins those of the other sums.
// Source    Volkov & Demmel 2008, doi:10.1109/SC.2008.5214359: a tile of the result in registers.

/** As wasm_rungs.ts writes them, in order. */
// @ts-ignore: without a header in memory
@unmanaged
class Rung {
  canvas: u32; //  addresses in bytes, lengths in numbers
  width: u32; //   IN_W
  cin: u32;
  kernel: u32; //  K
  stride: u32;
  weights: u32;
  bias: u32;
  output: u32;
  outHeight: u32;
  outWidth: u32;
  cout: u32;
}

export function tile(step: usize): void {
  const p = changetype<Rung>(step);
  const pitch: usize = p.cout * 4, count = p.outHeight * p.outWidth;
  for (let first: u32 = 0; first < count; first += 4) {
    // Behind the last pixel it is computed again: as many as four are always there to be computed.
    const pa = first, pb = min(first + 1, count - 1), pc = min(first + 2, count - 1), pd = min(first + 3, count - 1);
    for (let k: usize = 0; k < pitch; k += 32) {
      const bias0 = v128.load(p.bias + k), bias1 = v128.load(p.bias + k, 16);
      let a0 = bias0, a1 = bias1, b0 = bias0, b1 = bias1, c0 = bias0, c1 = bias1, d0 = bias0, d1 = bias1;
      let weight: usize = p.weights + k;
      for (let i: u32 = 0; i < p.kernel; i++) {
        let a = start(p, pa, i), b = start(p, pb, i), c = start(p, pc, i), d = start(p, pd, i);
        for (const end = a + p.kernel * p.cin * 4; a < end; a += 4, b += 4, c += 4, d += 4, weight += pitch) {
          const w0 = v128.load(weight), w1 = v128.load(weight, 16);
          let x = v128.load32_splat(a); a0 = f32x4.add(a0, f32x4.mul(x, w0)); a1 = f32x4.add(a1, f32x4.mul(x, w1));
          x = v128.load32_splat(b); b0 = f32x4.add(b0, f32x4.mul(x, w0)); b1 = f32x4.add(b1, f32x4.mul(x, w1));
          x = v128.load32_splat(c); c0 = f32x4.add(c0, f32x4.mul(x, w0)); c1 = f32x4.add(c1, f32x4.mul(x, w1));
          x = v128.load32_splat(d); d0 = f32x4.add(d0, f32x4.mul(x, w0)); d1 = f32x4.add(d1, f32x4.mul(x, w1));
        }
      }
      keep(p.output + pa * pitch + k, a0, a1); keep(p.output + pb * pitch + k, b0, b1);
      keep(p.output + pc * pitch + k, c0, c1); keep(p.output + pd * pitch + k, d0, d1);
    }
  }
}

/** Where row i of a pixel's window begins. */
function start(p: Rung, pixel: u32, i: u32): usize {
  return p.canvas + ((pixel / p.outWidth * p.stride + i) * p.width + pixel % p.outWidth * p.stride) * p.cin * 4;
}

function keep(to: usize, left: v128, right: v128): void {
  v128.store(to, left);
  v128.store(to, right, 16);
}
