// The weights of winograd.assembly.ts: G·g·Gᵀ of every pair of channels, eight output channels at a time, in AssemblyScript.
// All addresses in bytes, all numbers float32. Caller: winograd.ts.
import { add } from "./product";
import { GAP } from "./winograd";

/** As winograd.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class WinogradWeights {
  weights: u32; //    [blocks, 3, 3, channels, 8]
  channels: u32;
  blocks: u32; //     of eight output channels
  packed: u32; //     [36, blocks, channels, 8], planes a gap apart
  scratch: u32; //    [threads, 18, 4]
}

/** A unit of work: eight output channels. */
export function winogradWeights(step: usize, from: u32, to: u32, thread: u32): void {
  const w = changetype<WinogradWeights>(step);
  const tap: usize = w.channels * 32, plane: usize = w.blocks * tap + GAP, columns: usize = w.scratch + thread * 288;
  for (let block = from; block < to; block++) {
    for (let c: u32 = 0; c < w.channels; c++) {
      for (let half: usize = 0; half < 32; half += 16) {
        const at = w.weights + block * 9 * tap + c * 32 + half;
        const packed = w.packed + (block * w.channels + c) * 32 + half;
        for (let j: usize = 0; j < 3; j++) threeToSix(at + j * tap, 3 * tap, columns + j * 16, 48);
        for (let i: usize = 0; i < 6; i++) threeToSix(columns + i * 48, 16, packed + 6 * i * plane, plane);
      }
    }
  }
}

/** G · three quads, `step` apart, to six quads, `toStep` apart: at 0; at ±√½; at ±√2; at ∞. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function threeToSix(from: usize, step: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from), g1 = v128.load(from + step), g2 = v128.load(from + 2 * step);
  const even1 = f32x4.mul(f32x4.splat(-2.0 / 3), add(f32x4.splat(0.5), g2, g0)), odd1 = f32x4.mul(f32x4.splat(-2.0 / 3 * Mathf.SQRT1_2), g1);
  const even2 = f32x4.mul(f32x4.splat(1.0 / 6), add(f32x4.splat(2), g2, g0)), odd2 = f32x4.mul(f32x4.splat(1.0 / 6 * Mathf.SQRT2), g1);
  v128.store(to, g0);
  v128.store(to + toStep, f32x4.add(even1, odd1));
  v128.store(to + 2 * toStep, f32x4.sub(even1, odd1));
  v128.store(to + 3 * toStep, f32x4.add(even2, odd2));
  v128.store(to + 4 * toStep, f32x4.sub(even2, odd2));
  v128.store(to + 5 * toStep, g2);
}
