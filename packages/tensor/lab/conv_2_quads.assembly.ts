// Rung 2, quads: four channels at a time, by SIMD.
//
//   out[y,x,k] = bias[k] + Σ over i,j,c of canvas[y·S + i, x·S + j, c] · w[i,j,c,k]
//
// Layouts   as conv_1_scalar.assembly.ts; Cout a multiple of four.
// Idea      one v128 holds four neighbouring channels of a pixel. A number of the canvas is read once for four multiply-adds, and
//           four weights by one instruction. Still there is one sum, and each addition waits for the one before it.

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

export function quads(step: usize): void {
  const p = changetype<Rung>(step);
  const pitch: usize = p.cout * 4;
  let output: usize = p.output;
  for (let y: u32 = 0; y < p.outHeight; y++) {
    for (let x: u32 = 0; x < p.outWidth; x++) {
      for (let k: usize = 0; k < pitch; k += 16, output += 16) {
        let sum = v128.load(p.bias + k);
        let weight: usize = p.weights + k;
        for (let i: u32 = 0; i < p.kernel; i++) {
          let at: usize = p.canvas + ((y * p.stride + i) * p.width + x * p.stride) * p.cin * 4;
          for (const end = at + p.kernel * p.cin * 4; at < end; at += 4, weight += pitch) {
            sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(at), v128.load(weight)));
          }
        }
        v128.store(output, sum);
      }
    }
  }
}
