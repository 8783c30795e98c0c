// Lays out one product of windows and weights in WebAssembly's memory, runs it, takes the result out again.
import { copyNumbers, type Parameter, type WeightRows } from "../../graph/parameter.ts";
import type { ImageShape } from "../../graph/shapes.ts";
import { noEnding, type Ending } from "./ending.ts";
import { kernelConstants } from "./module.wasm.ts";
import type { Simd } from "./simd.ts";

const TILE = { pixels: 4, channels: 8 }; // of product.assembly.ts
const { CHUNK } = kernelConstants; // pixels of a unit of work

/** How many pixels of zeros lie on each side of an image. */
interface Border {
  readonly image: ImageShape;
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** What is multiplied: output [pixels, channels] = windows of `data` · weights + bias. Distances count floats. */
export interface Product {
  readonly data: Float32Array;
  /** The windows lie in a canvas instead: the data with pixels of zeros around each image. */
  readonly border?: Border | undefined;
  readonly pixels: number;
  /** Where each output pixel's window begins. */
  readonly begins: (pixel: number) => number;
  /** Where each run begins within a window; group by group, where groups of channels read other runs. */
  readonly runs: readonly number[];
  /** Divides the channels into as many times eight. One, unless said. */
  readonly groups?: number;
  readonly length: number; // of a run
  readonly channels: number;
  readonly weights: number; // where keepWeights has put them
  readonly bias?: Float32Array | Parameter; // [channels]
  readonly residual?: Float32Array | undefined; // [pixels, channels], added
  readonly ending?: Ending;
}

/** @returns [pixels, channels] */
export function multiply(simd: Simd, p: Product): Float32Array {
  const { groups = 1 } = p;
  const count = up(p.pixels, TILE.pixels);
  const pitch = up(p.channels, TILE.channels);
  const whole = count === p.pixels && pitch === p.channels; // tiles fit: the kernel writes the result and nothing else
  const result = simd.array(p.pixels * p.channels);
  const [data, canvas, pixels, runs, bias, output, beside] = simd.workspace([
    p.data, canvasLength(p), count, p.runs.length, pitch, whole ? result : count * pitch, (whole && p.residual) || 0,
  ]);
  if (p.border) drawCanvas(simd, data, p.border, canvas);
  const windows = p.border ? canvas : data;
  // Pixels beyond the last repeat it: they lie inside the canvas, and nobody reads what they give.
  simd.words(pixels, count).forEach((_, at, words) => { words[at] = windows + p.begins(Math.min(at, p.pixels - 1)) * 4; });
  simd.words(runs, p.runs.length).set(p.runs.map((run) => run * 4));
  const shift = simd.floats(bias, pitch).fill(0);
  if (p.bias) copyNumbers(p.bias, shift.subarray(0, p.channels));
  const padded = simd.floats(output, count * pitch);
  if (p.residual && !whole) copyPixels(p.residual, p.channels, padded, pitch, p);
  const residual = p.residual ? (whole ? beside : output) : 0;
  simd.run("product", {
    pixels, count, runs, runCount: p.runs.length / groups, groupBlocks: pitch / TILE.channels / groups, length: p.length,
    weights: p.weights, bias, output, channels: pitch, residual, ...(p.ending ?? noEnding),
  }, Math.ceil(count / CHUNK) * (pitch / TILE.channels));
  if (pitch !== p.channels) copyPixels(padded, pitch, padded, p.channels, p);
  return simd.made(result, output);
}

/** [pixels, channels] from one pitch to another; the same array may be both, if the pitch shrinks. */
function copyPixels(from: Float32Array, pitch: number, to: Float32Array, toPitch: number, { pixels, channels }: Product): void {
  for (let pixel = 0; pixel < pixels; pixel++) to.set(from.subarray(pixel * pitch, pixel * pitch + channels), pixel * toPitch);
}

const canvasLength = ({ border }: Product): number => {
  if (!border) return 0;
  const { image: [n, h, w, c], top, left, bottom, right } = border;
  return n * (top + h + bottom) * (left + w + right) * c;
};

function drawCanvas(simd: Simd, data: number, { image: [n, height, width, channels], ...sides }: Border, canvas: number): void {
  simd.run("canvas", { image: data, height, width, channels, ...sides, canvas }, n * (sides.top + height + sides.bottom));
}

/** What weights are packed from: row by row, where that is known. */
export type RowsOrNumbers = Pick<Parameter, "rows" | "write" | "length">;

/**
 * weight [depth, channels] → [⌈channels/8⌉, depth, 8], the last block filled up with zeros
 * @param parameter what the weight is made of; @param form how, as `Simd.keep` knows it
 * @returns its address
 */
export function keepWeights(simd: Simd, parameter: Parameter, form: string, source: RowsOrNumbers, channels: number): number {
  const length = (up(channels, TILE.channels) * source.length) / channels;
  return simd.keep(parameter, form, length, (address) => packWeights(simd, source, channels, address, simd.workspace(packingSpace(source))));
}

const SLAB = 32; // rows that are read and packed at a time: enough for all threads, few enough for the cache

/** The workspace that packing needs. */
export const packingSpace = ({ rows, length }: RowsOrNumbers): PackingSpace => (rows ? [SLAB * rows.cin * rows.taps, SLAB * 2] : [length, 0]);

export type PackingSpace = readonly [source: number, factors: number];

/** As keepWeights, to an address. @param space where packingSpace lies */
export function packWeights(simd: Simd, { rows, write, length }: RowsOrNumbers, channels: number, address: number, [source, factors]: PackingSpace): void {
  if (rows) return packRows(simd, rows, address, source, factors);
  write(simd.floats(source, length));
  simd.run("productWeights", { weights: source, depth: length / channels, channels, packed: address }, Math.ceil(channels / TILE.channels));
}

function packRows(simd: Simd, { cin, taps, scale, read }: WeightRows, address: number, source: number, factors: number): void {
  const row = cin * taps;
  for (let first = 0; first < scale.length; first += SLAB) {
    const count = Math.min(SLAB, scale.length - first);
    simd.floats(source, count * row).set(read(first, first + count));
    simd.doubles(factors, count).set(scale.subarray(first, first + count));
    simd.run("productRows", { rows: source, scale: factors, channels: count, cin, taps, packed: address + first * row * 4 }, Math.ceil(count / TILE.channels));
  }
}

export const up = (length: number, multiple: number): number => Math.ceil(length / multiple) * multiple;
