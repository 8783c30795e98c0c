// The one product behind convolutions and fully connected layers on the CPU, in AssemblyScript: WebAssembly SIMD.
//
//   output[p, k] = Σ_l window[p, l] · weight[l, k] + bias[k]      windows [pixels, depth], weights [depth, channels] → [pixels, channels]
//
// A tile of 4 pixels × 8 channels stays in eight registers of four floats; a weight read serves 4 pixels, a pixel 8 channels.
// `npm run assemble -w @camlucida/tensor` compiles it into module.wasm.ts. Caller: product.ts, which lays out the memory.
// All addresses and distances in bytes, all numbers float32.

import { activateRows } from "./activation";
import { add } from "./numbers";

const CHUNK: u32 = 32; // pixels whose windows stay in the cache while all weights pass by

/** As product.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class Product {
  windows: u32; //  where the first output pixel's window begins
  count: u32; //    output pixels; those up to a multiple of 4 repeat the last
  width: u32; //    of an output image, in pixels
  height: u32;
  column: u32; //   from a window to that of the next pixel in its row
  row: u32; //      … to that of the pixel below
  image: u32; //    … to that of the next image
  scratch: u32; //  [threads, CHUNK, 9]
  runs: u32; //     [groups, runCount] uint32: where each run begins within a window
  runCount: u32;
  groupBlocks: u32; // blocks of eight output channels that read the same runs
  length: u32; //   of a run
  weights: u32; //  [channels/8, runCount, length, 8]
  bias: u32; //     [channels], zeros up to a multiple of 8
  output: u32; //   [count, channels]
  channels: u32;
  residual: u32; // like the output, may be the output; 0 for none
  lowest: u32; //  the bits of float32 numbers between which sums are kept
  highest: u32;
  activation: u32; // a function of them, as activation.assembly.ts numbers it; 0 for none
  alpha: u32; //   the bits of its constants
  beta: u32;
}

/**
 * output[p, k] = residual[p, k] + bias[k] + Σ over runs r, over l < length of pixel p's run r [l] · weights[k, r, l], kept between two numbers.
 * Whatever a sum reads lies in runs of neighbouring floats: the rows of a convolution's window, [K, Cin] each. Channels of other groups
 * have other runs.
 * A unit of work: 32 pixels × 8 channels.
 */
export function product(step: usize, from: u32, to: u32, thread: u32): void {
  const p = changetype<Product>(step);
  const blocks = (p.channels + 7) / 8, pitch: usize = p.channels * 4;
  const windows: usize = p.scratch + thread * CHUNK * 36, tile = windows + CHUNK * 4;
  for (let unit = from, found: u32 = -1; unit < to; unit++) {
    const first = (unit / blocks) * CHUNK, block = unit % blocks;
    const rows = min(CHUNK, p.count - first), count = (rows + 3) & ~3, width: usize = min(8, p.channels - block * 8) * 4;
    if (first != found) findWindows(p, first, count, windows);
    found = first;
    const corner: usize = first * pitch + block * 32, whole = count == rows && width == 32;
    // Where the tile reaches over the edge, it is made beside, and what lies inside is copied.
    const output = whole ? p.output + corner : tile, apart: usize = whole ? pitch : 32;
    let residual = p.residual ? p.residual + corner : 0;
    if (residual && !whole) {
      for (let row: usize = 0; row < rows; row++) memory.copy(tile + row * 32, residual + row * pitch, width);
      residual = tile;
    }
    eightChannels(
      windows, count, p.runs + (block / p.groupBlocks) * p.runCount * 4, p.runCount, p.length,
      p.weights + block * p.runCount * p.length * 32, p.bias + block * 32,
      output, residual, apart, reinterpret<f32>(p.lowest), reinterpret<f32>(p.highest),
    );
    if (p.activation) activateRows(p.activation, p.alpha, p.beta, output, output, count, apart, 32);
    if (whole) continue;
    for (let row: usize = 0; row < rows; row++) memory.copy(p.output + corner + row * pitch, tile + row * 32, width);
  }
}

/** Where the windows of some pixels begin, [count] uint32. */
function findWindows(p: Product, first: u32, count: u32, windows: usize): void {
  let x = first % p.width, y = (first / p.width) % p.height, image: usize = p.windows + (first / p.width / p.height) * p.image;
  for (let i: u32 = 0; i < count; i++) {
    store<u32>(windows + i * 4, image + y * p.row + x * p.column);
    if (first + i + 1 >= p.count || ++x < p.width) continue;
    x = 0;
    if (++y < p.height) continue;
    y = 0;
    image += p.image;
  }
}

/** Eight channels of `count` pixels. */
export function eightChannels(
  pixels: usize, count: usize, runs: usize, runCount: usize, length: usize, weights: usize, bias: usize,
  output: usize, residual: usize, pitch: usize, floor: f32, ceiling: f32,
): void {
  const lowest = f32x4.splat(floor), highest = f32x4.splat(ceiling);
  const bias0 = v128.load(bias), bias1 = v128.load(bias, 16);
  for (let at = pixels, end = pixels + count * 4; at < end; at += 16, output += 4 * pitch) {
    let a0 = bias0, a1 = bias1, b0 = bias0, b1 = bias1, c0 = bias0, c1 = bias1, d0 = bias0, d1 = bias1;
    let weight = weights;
    for (let r: usize = 0; r < runCount; r++) {
      const run: usize = load<u32>(runs + r * 4);
      let a = load<u32>(at) + run, b = load<u32>(at, 4) + run, c = load<u32>(at, 8) + run, d = load<u32>(at, 12) + run;
      const quads = a + (length & ~3) * 4, last = a + length * 4;
      for (; a < quads; a += 16, b += 16, c += 16, d += 16, weight += 32) {
        // Four steps at once: one load and four shuffles in place of four loads, whose bounds some runtimes check one by one.
        const xa = v128.load(a), xb = v128.load(b), xc = v128.load(c), xd = v128.load(d);
        let x: v128, w0 = v128.load(weight), w1 = v128.load(weight, 16);
        x = f32x4.shuffle(xa, xa, 0, 0, 0, 0); a0 = add(x, w0, a0); a1 = add(x, w1, a1);
        x = f32x4.shuffle(xb, xb, 0, 0, 0, 0); b0 = add(x, w0, b0); b1 = add(x, w1, b1);
        x = f32x4.shuffle(xc, xc, 0, 0, 0, 0); c0 = add(x, w0, c0); c1 = add(x, w1, c1);
        x = f32x4.shuffle(xd, xd, 0, 0, 0, 0); d0 = add(x, w0, d0); d1 = add(x, w1, d1);
        weight += 32; w0 = v128.load(weight); w1 = v128.load(weight, 16);
        x = f32x4.shuffle(xa, xa, 1, 1, 1, 1); a0 = add(x, w0, a0); a1 = add(x, w1, a1);
        x = f32x4.shuffle(xb, xb, 1, 1, 1, 1); b0 = add(x, w0, b0); b1 = add(x, w1, b1);
        x = f32x4.shuffle(xc, xc, 1, 1, 1, 1); c0 = add(x, w0, c0); c1 = add(x, w1, c1);
        x = f32x4.shuffle(xd, xd, 1, 1, 1, 1); d0 = add(x, w0, d0); d1 = add(x, w1, d1);
        weight += 32; w0 = v128.load(weight); w1 = v128.load(weight, 16);
        x = f32x4.shuffle(xa, xa, 2, 2, 2, 2); a0 = add(x, w0, a0); a1 = add(x, w1, a1);
        x = f32x4.shuffle(xb, xb, 2, 2, 2, 2); b0 = add(x, w0, b0); b1 = add(x, w1, b1);
        x = f32x4.shuffle(xc, xc, 2, 2, 2, 2); c0 = add(x, w0, c0); c1 = add(x, w1, c1);
        x = f32x4.shuffle(xd, xd, 2, 2, 2, 2); d0 = add(x, w0, d0); d1 = add(x, w1, d1);
        weight += 32; w0 = v128.load(weight); w1 = v128.load(weight, 16);
        x = f32x4.shuffle(xa, xa, 3, 3, 3, 3); a0 = add(x, w0, a0); a1 = add(x, w1, a1);
        x = f32x4.shuffle(xb, xb, 3, 3, 3, 3); b0 = add(x, w0, b0); b1 = add(x, w1, b1);
        x = f32x4.shuffle(xc, xc, 3, 3, 3, 3); c0 = add(x, w0, c0); c1 = add(x, w1, c1);
        x = f32x4.shuffle(xd, xd, 3, 3, 3, 3); d0 = add(x, w0, d0); d1 = add(x, w1, d1);
      }
      for (; a < last; a += 4, b += 4, c += 4, d += 4, weight += 32) { // what is left
        const w0 = v128.load(weight), w1 = v128.load(weight, 16);
        const xa = v128.load32_splat(a), xb = v128.load32_splat(b), xc = v128.load32_splat(c), xd = v128.load32_splat(d);
        a0 = add(xa, w0, a0); a1 = add(xa, w1, a1);
        b0 = add(xb, w0, b0); b1 = add(xb, w1, b1);
        c0 = add(xc, w0, c0); c1 = add(xc, w1, c1);
        d0 = add(xd, w0, d0); d1 = add(xd, w1, d1);
      }
    }
    if (residual) {
      a0 = f32x4.add(a0, v128.load(residual)); a1 = f32x4.add(a1, v128.load(residual, 16));
      b0 = f32x4.add(b0, v128.load(residual + pitch)); b1 = f32x4.add(b1, v128.load(residual + pitch, 16));
      c0 = f32x4.add(c0, v128.load(residual + 2 * pitch)); c1 = f32x4.add(c1, v128.load(residual + 2 * pitch, 16));
      d0 = f32x4.add(d0, v128.load(residual + 3 * pitch)); d1 = f32x4.add(d1, v128.load(residual + 3 * pitch, 16));
      residual += 4 * pitch;
    }
    keep(output, a0, a1, lowest, highest);
    keep(output + pitch, b0, b1, lowest, highest);
    keep(output + 2 * pitch, c0, c1, lowest, highest);
    keep(output + 3 * pitch, d0, d1, lowest, highest);
  }
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function keep(to: usize, left: v128, right: v128, lowest: v128, highest: v128): void {
  v128.store(to, f32x4.min(highest, f32x4.max(lowest, left)));
  v128.store(to, f32x4.min(highest, f32x4.max(lowest, right)), 16);
}

/** As product.ts writes them: weights are packed so that eight output channels lie side by side. */
// @ts-ignore: without a header in memory
@unmanaged
class ProductWeights {
  weights: u32; //  [depth, channels]
  depth: u32;
  channels: u32;
  packed: u32; //   [⌈channels/8⌉, depth, 8]
}

/** A unit of work: eight output channels; those beyond the last are zeros. */
export function productWeights(step: usize, from: u32, to: u32, _thread: u32): void {
  const w = changetype<ProductWeights>(step);
  for (let block = from; block < to; block++) {
    const width: usize = min(8, w.channels - block * 8) * 4;
    let at: usize = w.weights + block * 32, packed: usize = w.packed + block * w.depth * 32;
    for (const end = packed + w.depth * 32; packed < end; packed += 32, at += w.channels * 4) {
      if (width == 32) {
        v128.store(packed, v128.load(at));
        v128.store(packed, v128.load(at, 16), 16);
      } else {
        memory.fill(packed, 0, 32);
        memory.copy(packed, at, width);
      }
    }
  }
}

/** As product.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class ProductRows {
  rows: u32; //     [channels, cin, taps]
  scale: u32; //    [channels] float64
  channels: u32;
  cin: u32;
  taps: u32;
  packed: u32; //   [⌈channels/8⌉, taps, cin, 8]
}

/** The same of rows that are still as a checkpoint has them: their axes turned, and each multiplied by its own. */
export function productRows(step: usize, from: u32, to: u32, _thread: u32): void {
  const w = changetype<ProductRows>(step);
  const row: usize = w.cin * w.taps * 4, tapApart: usize = w.cin * 32;
  for (let block = from; block < to; block++) {
    const width: usize = min(8, w.channels - block * 8);
    const packed: usize = w.packed + block * 8 * row;
    if (width < 8) memory.fill(packed, 0, 8 * row);
    for (let lane: usize = 0; lane < width; lane++) {
      const scale = load<f64>(w.scale + (block * 8 + lane) * 8);
      let at: usize = w.rows + (block * 8 + lane) * row;
      for (let c: usize = 0; c < w.cin; c++) {
        let into: usize = packed + c * 32 + lane * 4;
        for (let tap: u32 = 0; tap < w.taps; tap++, at += 4, into += tapApart) store<f32>(into, <f32>(<f64>load<f32>(at) * scale));
      }
    }
  }
}

/** As product.ts writes them: an image with a border of zeros, so that a window that reaches over the edge lies inside its canvas. */
// @ts-ignore: without a header in memory
@unmanaged
class Canvas {
  image: u32; //   [N, height, width, channels]
  height: u32;
  width: u32;
  channels: u32;
  top: u32; //     pixels of zeros
  left: u32;
  bottom: u32;
  right: u32;
  canvas: u32; //  [N, top + height + bottom, left + width + right, channels]
}

/** A unit of work: a row of the canvas. */
export function canvas(step: usize, from: u32, to: u32, _thread: u32): void {
  const p = changetype<Canvas>(step);
  const pixel: usize = p.channels * 4, line: usize = p.width * pixel, left: usize = p.left * pixel, right: usize = p.right * pixel;
  const rows = p.top + p.height + p.bottom, long = left + line + right;
  for (let row = from; row < to; row++) {
    const y: i32 = (row % rows) - p.top, at: usize = p.canvas + row * long;
    if (y < 0 || y >= <i32>p.height) {
      memory.fill(at, 0, long);
    } else {
      memory.fill(at, 0, left);
      memory.copy(at + left, p.image + ((row / rows) * p.height + y) * line, line);
      memory.fill(at + left + line, 0, right);
    }
  }
}
