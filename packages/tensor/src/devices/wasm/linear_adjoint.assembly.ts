// The adjoint of a fully connected layer in AssemblyScript: eight inputs at a time, by weights that lie as the layer itself has them packed
// (product.assembly.ts). All addresses in bytes, all numbers float32. Caller: linear.ts.
//
//   output[r, c] = Σ over k of gradient[r, k] · weight[c, k]
import { add } from "./numbers";

const INPUTS: u32 = 8; // of a unit of work

/** As linear.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class LinearAdjoint {
  gradient: u32; // [rows, blocks, 8]
  rows: u32;
  blocks: u32; //   of eight output channels
  weights: u32; //  [blocks, depth, 8]
  depth: u32; //    INPUTS at least
  output: u32; //   [rows, depth]
}

/** A unit of work: eight inputs of all rows; the last may overlap those before them. */
export function linearAdjoint(step: usize, from: u32, to: u32, _thread: u32): void {
  const p = changetype<LinearAdjoint>(step);
  const apart: usize = p.depth * 32, row: usize = p.blocks * 32;
  for (let unit = from; unit < to; unit++) {
    const c: usize = min(unit * INPUTS, p.depth - INPUTS);
    for (let r: u32 = 0; r < p.rows; r++) {
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
      let weight: usize = p.weights + c * 32;
      for (let gradient: usize = p.gradient + r * row, end = gradient + row; gradient < end; gradient += 32, weight += apart) {
        const g0 = v128.load(gradient), g1 = v128.load(gradient, 16);
        a0 = add(g1, v128.load(weight, 16), add(g0, v128.load(weight), a0));
        a1 = add(g1, v128.load(weight, 48), add(g0, v128.load(weight, 32), a1));
        a2 = add(g1, v128.load(weight, 80), add(g0, v128.load(weight, 64), a2));
        a3 = add(g1, v128.load(weight, 112), add(g0, v128.load(weight, 96), a3));
        a4 = add(g1, v128.load(weight, 144), add(g0, v128.load(weight, 128), a4));
        a5 = add(g1, v128.load(weight, 176), add(g0, v128.load(weight, 160), a5));
        a6 = add(g1, v128.load(weight, 208), add(g0, v128.load(weight, 192), a6));
        a7 = add(g1, v128.load(weight, 240), add(g0, v128.load(weight, 224), a7));
      }
      const output: usize = p.output + (r * p.depth + c) * 4;
      v128.store(output, fourSums(a0, a1, a2, a3));
      v128.store(output, fourSums(a4, a5, a6, a7), 16);
    }
  }
}

/** Of each the sum of its four numbers. */
function fourSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const x = f32x4.add(f32x4.shuffle(a, b, 0, 1, 4, 5), f32x4.shuffle(a, b, 2, 3, 6, 7));
  const y = f32x4.add(f32x4.shuffle(c, d, 0, 1, 4, 5), f32x4.shuffle(c, d, 2, 3, 6, 7));
  return f32x4.add(f32x4.shuffle(x, y, 0, 2, 4, 6), f32x4.shuffle(x, y, 1, 3, 5, 7));
}
