// Winograd's F(4×4, 3×3) in AssemblyScript: 4×4 output pixels of a 6×6 patch by 36 multiplications per pair of channels.
// Some tiles at a time are transformed, multiplied and transformed back, so that what is in between stays in the cache.
// Source  Lavin & Gray 2015, arXiv:1509.09308; interpolated at 0, ±√½, ±√2 and ∞, which round less than 0, ±1, ±2 and ∞.
// All addresses and distances in bytes, all numbers float32. Caller: winograd.ts.
import { activateRows } from "./activation";
import { add, constant } from "./numbers";
import { eightChannels } from "./product";

// The points and their sums and products.
const NEAR = memory.data<f32>([Mathf.SQRT1_2]);
const FAR = memory.data<f32>([Mathf.SQRT2]);
const HALF = memory.data<f32>([0.5]);
const TWO = memory.data<f32>([2]);
const MINUS_HALF = memory.data<f32>([-0.5]);
const MINUS_TWO = memory.data<f32>([-2]);
const MINUS_MIDDLE = memory.data<f32>([-2.5]);

const GAP: u32 = 64; // keeps planes apart whose distance would be a power of two: they would share one set of the cache

/** As winograd.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class Winograd {
  image: u32; //    [N, height, width, channels], channels a multiple of 4
  height: u32;
  width: u32;
  channels: u32;
  padding: u32;
  output: u32; //   [N, outHeight, outWidth, pitch], outChannels a multiple of 4
  outHeight: u32;
  outWidth: u32;
  outChannels: u32; // of the weights
  pitch: u32; //    channels of an output pixel, of which these may be a part
  residual: u32; // like the output; 0 for none
  lowest: u32; //  the bits of float32 numbers between which sums are kept
  highest: u32;
  activation: u32; // a function of them, as activation.assembly.ts numbers it; 0 for none
  alpha: u32; //   the bits of its constants
  beta: u32;
  weights: u32; //  [36, ⌈outChannels/8⌉, channels, 8], planes a gap apart
  bias: u32; //     [outChannels]
  tiles: u32; //    of all images
  tilesPerUnit: u32; // a multiple of 4, at most 16
  group: u32; //    output channels of a unit of work, a multiple of 8
  scratch: u32; //  `scratchBytes` for each thread, zeros at first
  scratchBytes: u32;
}

/** A unit of work: `tilesPerUnit` tiles × `group` channels. A thread's units that follow each other share their tiles, which it transforms once. */
export function winograd(step: usize, from: u32, to: u32, thread: u32): void {
  const w = changetype<Winograd>(step);
  const pixel = w.channels * 4, plane = w.tilesPerUnit * pixel + GAP;
  const outPixel = w.group * 4, outPlane = w.tilesPerUnit * outPixel + GAP;
  const blocks = (w.outChannels + 7) / 8, perGroup = w.group / 8, groups = (blocks + perGroup - 1) / perGroup;
  const none: usize = w.scratch + thread * w.scratchBytes, last = none + 32, rows = none + 64, run = rows + 64, columns = run + 64;
  const patch = columns + 36 * 16, transformed = patch + 36 * pixel, products = transformed + 36 * plane;
  for (let unit = from; unit < to; unit++) {
    const first = (unit / groups) * w.tilesPerUnit, group = unit % groups;
    const count = min(w.tilesPerUnit, w.tiles - first);
    if (load<u32>(last) != first + 1) {
      for (let t: u32 = 0; t < count; t++) inputTile(w, first + t, patch, columns, transformed + t * pixel, plane);
      for (let t: u32 = 0; t < w.tilesPerUnit; t++) store<u32>(rows + t * 4, transformed + min(t, count - 1) * pixel);
      store<u32>(last, first + 1);
    }
    const begin = group * perGroup, end = min(begin + perGroup, blocks);
    for (let f: u32 = 0; f < 36; f++) {
      store<u32>(run, f * plane);
      for (let block = begin; block < end; block++) {
        const weights = w.weights + f * (blocks * w.channels * 32 + GAP) + block * w.channels * 32;
        eightChannels(rows, (count + 3) & ~3, run, 1, w.channels, weights, none, products + f * outPlane + (block - begin) * 32, 0, outPixel, -Infinity, Infinity);
      }
    }
    for (let t: u32 = 0; t < count; t++) outputTile(w, first + t, group * w.group, products + t * outPixel, outPlane, columns);
  }
}

/** transformed[6i+j, c] = (Bᵀ·d·B)[i,j] for the 6×6 patch d of a tile. */
function inputTile(w: Winograd, tile: u32, patch: usize, columns: usize, transformed: usize, plane: usize): void {
  const tilesX = (w.outWidth + 3) / 4, tilesY = (w.outHeight + 3) / 4, row = tile / tilesX;
  const y: i32 = (row % tilesY) * 4 - w.padding, x: i32 = (tile % tilesX) * 4 - w.padding;
  const image = w.image + (row / tilesY) * w.height * w.width * w.channels * 4;
  const pixel: usize = w.channels * 4, line: usize = w.width * pixel;
  let from: usize = image + y * line + x * pixel, step = line;
  if (y < 0 || x < 0 || y + 6 > <i32>w.height || x + 6 > <i32>w.width) {
    const left = max(0, -x), right = min(6, <i32>w.width - x);
    memory.fill(patch, 0, 36 * pixel);
    for (let i = max(0, -y), last = min(6, <i32>w.height - y); i < last && left < right; i++) {
      memory.copy(patch + (i * 6 + left) * pixel, from + i * line + left * pixel, (right - left) * pixel);
    }
    from = patch;
    step = 6 * pixel;
  }
  for (let c: usize = 0; c < pixel; c += 16) {
    for (let j: usize = 0; j < 6; j++) inputColumn(from + j * pixel + c, step, columns + j * 16, 96);
    for (let i: usize = 0; i < 6; i++) inputColumn(columns + i * 96, 16, transformed + 6 * i * plane + c, plane);
  }
}

/** Bᵀ · six quads, `step` apart, to six quads, `toStep` apart. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function inputColumn(from: usize, step: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from), d1 = v128.load(from + step), d2 = v128.load(from + 2 * step);
  const d3 = v128.load(from + 3 * step), d4 = v128.load(from + 4 * step), d5 = v128.load(from + 5 * step);
  const middle = constant(MINUS_MIDDLE), two = constant(MINUS_TWO), half = constant(MINUS_HALF), near = constant(NEAR), far = constant(FAR);
  const even1 = add(two, d2, d4), odd1 = f32x4.mul(near, add(two, d1, d3));
  const even2 = add(half, d2, d4), odd2 = f32x4.mul(far, add(half, d1, d3));
  v128.store(to, f32x4.add(d0, add(middle, d2, d4)));
  v128.store(to + toStep, f32x4.add(even1, odd1));
  v128.store(to + 2 * toStep, f32x4.sub(even1, odd1));
  v128.store(to + 3 * toStep, f32x4.add(even2, odd2));
  v128.store(to + 4 * toStep, f32x4.sub(even2, odd2));
  v128.store(to + 5 * toStep, f32x4.add(d1, add(middle, d3, d5)));
}

/** The 4×4 pixels of a tile = Aᵀ·m·A + bias + residual, kept between two numbers; m[i,j] = products[6i+j]. A group of channels from `channel` on. */
function outputTile(w: Winograd, tile: u32, channel: u32, products: usize, plane: usize, columns: usize): void {
  const tilesX = (w.outWidth + 3) / 4, tilesY = (w.outHeight + 3) / 4, row = tile / tilesX;
  const y = (row % tilesY) * 4, x = (tile % tilesX) * 4;
  const pixel: usize = w.pitch * 4, line: usize = w.outWidth * pixel;
  const corner = ((row / tilesY) * w.outHeight + y) * line + x * pixel + channel * 4;
  const high = min(4, w.outHeight - y), wide = min(4, w.outWidth - x);
  const lowest = f32x4.splat(reinterpret<f32>(w.lowest)), highest = f32x4.splat(reinterpret<f32>(w.highest));
  const end: usize = min(w.group, w.outChannels - channel) * 4;
  for (let c: usize = 0; c < end; c += 16) {
    const bias = v128.load(w.bias + channel * 4 + c);
    for (let j: usize = 0; j < 6; j++) outputColumn(products + j * plane + c, 6 * plane, columns + j * 16, 96);
    for (let i: u32 = 0; i < high; i++) {
      outputColumn(columns + i * 96, 16, columns + i * 96, 16);
      for (let j: u32 = 0; j < wide; j++) {
        const at = corner + i * line + j * pixel + c;
        let sum = f32x4.add(bias, v128.load(columns + i * 96 + j * 16));
        if (w.residual) sum = f32x4.add(sum, v128.load(w.residual + at));
        v128.store(w.output + at, f32x4.min(highest, f32x4.max(lowest, sum)));
      }
    }
  }
  if (!w.activation) return;
  for (let i: u32 = 0; i < high; i++) {
    const made = w.output + corner + i * line;
    activateRows(w.activation, w.alpha, w.beta, made, made, wide, pixel, end);
  }
}

/** Aᵀ · six quads, `step` apart, to four quads, `toStep` apart. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function outputColumn(from: usize, step: usize, to: usize, toStep: usize): void {
  const m1 = v128.load(from + step), m2 = v128.load(from + 2 * step), m3 = v128.load(from + 3 * step), m4 = v128.load(from + 4 * step);
  const m0 = v128.load(from), m5 = v128.load(from + 5 * step);
  const two = constant(TWO), half = constant(HALF);
  const even1 = f32x4.add(m1, m2), odd1 = f32x4.mul(constant(NEAR), f32x4.sub(m1, m2));
  const even2 = f32x4.add(m3, m4), odd2 = f32x4.mul(constant(FAR), f32x4.sub(m3, m4));
  v128.store(to, f32x4.add(m0, f32x4.add(even1, even2)));
  v128.store(to + toStep, f32x4.add(odd1, odd2));
  v128.store(to + 2 * toStep, add(half, even1, f32x4.mul(two, even2)));
  v128.store(to + 3 * toStep, f32x4.add(m5, add(half, odd1, f32x4.mul(two, odd2))));
}

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
