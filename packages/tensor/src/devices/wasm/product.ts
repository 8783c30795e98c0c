// Lays out one product of windows and weights in WebAssembly's memory, runs it, takes the result out again.
import { copyNumbers, type Parameter, type WeightRows } from "../../graph/parameter.ts";
import type { ImageShape } from "../../graph/shapes.ts";
import { noEnding, type Ending } from "./ending.ts";
import { kernelConstants } from "./module.wasm.ts";
import type { Simd } from "./simd.ts";

const BLOCK = 8; // channels of a unit of work
const { CHUNK } = kernelConstants; // pixels of a unit of work

/** How many pixels of zeros lie on each side of an image. */
interface Border {
  readonly image: ImageShape;
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** The windows of output pixels, [images, height, width], by how far each is from the one before it. */
interface Windows {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly image: number;
  readonly row: number;
  readonly column: number;
}

/** What is multiplied: output [pixels, channels] = windows of `data` · weights + bias. Distances count floats. */
export interface Product {
  readonly data: Float32Array;
  /** The windows lie in a canvas instead: the data with pixels of zeros around each image. */
  readonly border?: Border | undefined;
  readonly windows: Windows;
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
  const { groups = 1, windows: { images, height, width, ...apart } } = p;
  const count = images * height * width, blocks = Math.ceil(p.channels / BLOCK);
  const result = simd.array(count * p.channels);
  const [data, canvas, scratch, runs, bias, output, beside] = simd.workspace([
    p.data, canvasLength(p), simd.threads * CHUNK * 9, p.runs.length, blocks * BLOCK, result, p.residual ?? 0,
  ]);
  if (p.border) drawCanvas(simd, data, p.border, canvas);
  simd.words(runs, p.runs.length).set(p.runs.map((run) => run * 4));
  const shift = simd.floats(bias, blocks * BLOCK).fill(0);
  if (p.bias) copyNumbers(p.bias, shift.subarray(0, p.channels));
  simd.run("product", {
    windows: p.border ? canvas : data, count, width, height, column: apart.column * 4, row: apart.row * 4, image: apart.image * 4, scratch,
    runs, runCount: p.runs.length / groups, groupBlocks: blocks / groups, length: p.length,
    weights: p.weights, bias, output, channels: p.channels, residual: p.residual ? beside : 0, ...(p.ending ?? noEnding),
  }, Math.ceil(count / CHUNK) * blocks);
  return simd.made(result, output);
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
  const length = (up(channels, BLOCK) * source.length) / channels;
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
  simd.run("productWeights", { weights: source, depth: length / channels, channels, packed: address }, Math.ceil(channels / BLOCK));
}

function packRows(simd: Simd, { cin, taps, scale, read }: WeightRows, address: number, source: number, factors: number): void {
  const row = cin * taps;
  for (let first = 0; first < scale.length; first += SLAB) {
    const count = Math.min(SLAB, scale.length - first);
    simd.floats(source, count * row).set(read(first, first + count));
    simd.doubles(factors, count).set(scale.subarray(first, first + count));
    simd.run("productRows", { rows: source, scale: factors, channels: count, cin, taps, packed: address + first * row * 4 }, Math.ceil(count / BLOCK));
  }
}

export const up = (length: number, multiple: number): number => Math.ceil(length / multiple) * multiple;
