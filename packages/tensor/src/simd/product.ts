// Lays out one product of windows and weights in WebAssembly's memory, runs it, takes the result out again.
import type { Simd } from "./simd.ts";

const PIXELS = 4; // of a tile
const CHANNELS = 8; // of a tile

/** What is multiplied: output [pixels, channels] = windows of `canvas` · weights + bias. Distances count floats. */
export interface Product {
  readonly canvas: number; // floats that the windows lie in
  /** Writes them into zeros. */
  readonly fill: (canvas: Float32Array) => void;
  readonly pixels: number;
  /** Where each output pixel's window begins. */
  readonly begins: (pixel: number) => number;
  /** Where each run begins within a window. */
  readonly runs: readonly number[];
  readonly length: number; // of a run
  readonly channels: number;
  readonly weights: number; // the address of what packWeights made
  readonly bias?: Float32Array; // [channels]
  readonly residual?: Float32Array | undefined; // [pixels, channels], added
  readonly relu?: boolean;
}

/** @returns [pixels, channels] */
export function multiply(simd: Simd, p: Product): Float32Array {
  const count = up(p.pixels, PIXELS);
  const pitch = up(p.channels, CHANNELS);
  const [canvas = 0, pixels = 0, runs = 0, bias = 0, output = 0] = simd.workspace([p.canvas, count, p.runs.length, pitch, count * pitch]);
  p.fill(simd.floats(canvas, p.canvas));
  // Pixels beyond the last repeat it: they lie inside the canvas, and nobody reads what they give.
  simd.words(pixels, count).forEach((_, at, words) => { words[at] = canvas + p.begins(Math.min(at, p.pixels - 1)) * 4; });
  simd.words(runs, p.runs.length).set(p.runs.map((run) => run * 4));
  if (p.bias) simd.floats(bias, pitch).set(p.bias);
  const padded = simd.floats(output, count * pitch);
  if (p.residual) copyRows(p.residual, p.channels, padded, pitch, p.pixels);
  simd.product(pixels, count, runs, p.runs.length, p.length, p.weights, bias, output, pitch, pitch, p.relu ? 0 : -Infinity);
  const result = new Float32Array(p.pixels * p.channels);
  copyRows(padded, pitch, result, p.channels, p.pixels);
  return result;
}

/** weight [depth, channels] → [⌈channels/8⌉, depth, 8], the last block filled up with zeros. */
export function packWeights(weight: Float32Array, channels: number): Float32Array {
  const depth = weight.length / channels;
  const packed = new Float32Array(up(channels, CHANNELS) * depth);
  let to = 0;
  for (let k = 0; k < channels; k += CHANNELS) {
    const width = Math.min(CHANNELS, channels - k);
    for (let d = 0; d < depth; d++, to += CHANNELS) {
      for (let c = 0, from = d * channels + k; c < width; c++) packed[to + c] = weight[from + c] as number;
    }
  }
  return packed;
}

const up = (length: number, multiple: number): number => Math.ceil(length / multiple) * multiple;

function copyRows(from: Float32Array, fromPitch: number, to: Float32Array, toPitch: number, rows: number): void {
  if (fromPitch === toPitch) return to.set(from.subarray(0, rows * fromPitch));
  const width = Math.min(fromPitch, toPitch);
  for (let row = 0; row < rows; row++) to.set(from.subarray(row * fromPitch, row * fromPitch + width), row * toPitch);
}
