// Rung 1, scalar: a convolution as it is written down, in WebAssembly.
//
//   out[y,x,k] = bias[k] + Σ over i,j,c of canvas[y·S + i, x·S + j, c] · w[i,j,c,k]
//
// Layouts   canvas: [IN_H, IN_W, Cin], the image with its padding drawn around it, w: [K, K, Cin, Cout], bias: [Cout],
//           out: [OUT_H, OUT_W, Cout]; float32, one image.
// Idea      one number of the output after the other. Two numbers are read for each multiply-add, and one sum is added to again
//           and again: a processor that could begin two additions a cycle waits four cycles for each.

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

export function scalar(step: usize): void {
  const p = changetype<Rung>(step);
  let output: usize = p.output;
  for (let y: u32 = 0; y < p.outHeight; y++) {
    for (let x: u32 = 0; x < p.outWidth; x++) {
      for (let k: u32 = 0; k < p.cout; k++, output += 4) {
        let sum = load<f32>(p.bias + k * 4);
        let weight: usize = p.weights + k * 4;
        for (let i: u32 = 0; i < p.kernel; i++) {
          // The taps of a row are neighbours on the canvas: K · Cin numbers one after the other.
          let at: usize = p.canvas + ((y * p.stride + i) * p.width + x * p.stride) * p.cin * 4;
          for (const end = at + p.kernel * p.cin * 4; at < end; at += 4, weight += p.cout * 4) {
            sum += load<f32>(at) * load<f32>(weight);
          }
        }
        store<f32>(output, sum);
      }
    }
  }
}
