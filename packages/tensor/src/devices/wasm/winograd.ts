// A 3×3 convolution of stride 1 by Winograd's F(4×4, 3×3) in WebAssembly: lays out its memory, has its weights transformed (once, or
// some channels at a time), runs winograd.assembly.ts, whose numbers stand here too, and takes the result out again.
//
// Shapes    image [N, H, W, Cin], weight [3, 3, Cin, Cout], bias [Cout], residual like the output → [N, H', W', Cout]
// Source    Lavin & Gray 2015, arXiv:1509.09308.
import { elements } from "../../graph/graph.ts";
import { copyNumbers, parameterOfRows, someRows, type Parameter } from "../../graph/parameter.ts";
import type { ImageShape } from "../../graph/shapes.ts";
import type { Ending } from "./ending.ts";
import { kernelConstants } from "./module.wasm.ts";
import { packingSpace, packWeights, up, type PackingSpace, type RowsOrNumbers } from "./product.ts";
import type { Simd } from "./simd.ts";

const FREQUENCIES = 36; // sums per tile and channel: a 6×6 patch gives 4×4 output pixels
const GAP = kernelConstants.GAP / 4; // floats between planes: they would share one set of the cache where their distance is a power of two
const TILES = 8; // of a unit of work
const FEW_TILES = 16; // are one unit: their weights, which no cache holds, are read once
const MOST_CHANNELS = 128; // of a unit of work
const UNITS_PER_THREAD = 4; // at least, where channels can be divided
const RANGE = 32; // output channels whose weights are made at a time where they are not kept: few enough for the cache

export interface WinogradTask {
  readonly image: ImageShape; //  [N, H, W, Cin], Cin a multiple of four
  readonly output: ImageShape; // [N, H', W', Cout], Cout a multiple of four
  readonly padding: number;
  /** [3, 3, Cin, Cout], made of the parameter in this form, as `Simd.keep` knows it. */
  readonly weights: { readonly parameter: Parameter; readonly form: string; readonly source: RowsOrNumbers };
  readonly bias?: Float32Array | Parameter | undefined;
  readonly residual?: Float32Array | undefined;
  readonly ending: Ending;
}

/** @returns [N, H', W', Cout] */
export function winogradConvolve(simd: Simd, conv: WinogradTask, data: Float32Array): Float32Array {
  const { image: [n, h, w, cin], output: shape, padding, weights: { source }, bias, residual, ending } = conv;
  const [, outH, outW, channels] = shape;
  const tiles = n * Math.ceil(outH / 4) * Math.ceil(outW / 4);
  const tilesPerUnit = tiles <= FEW_TILES ? up(tiles, 4) : TILES;
  const blocks = Math.ceil(tiles / tilesPerUnit);
  const kept = source.rows && simd.weights === "for one step" ? undefined : keepWinograd(simd, conv, cin, channels);
  const range = kept === undefined ? Math.min(RANGE, channels) : channels;
  // Units of the same tiles share their transform, so that channels are divided only where there are too few tiles.
  const group = up(Math.min(MOST_CHANNELS, range / Math.ceil((UNITS_PER_THREAD * simd.threads) / blocks)), 8);
  // Of a thread: zeros, rows (16 at most), a run; columns; a patch; 36 planes before and after the products, a gap apart.
  const scratchFloats = 48 + 36 * 4 + 36 * cin + 36 * (tilesPerUnit * cin + GAP) + 36 * (tilesPerUnit * group + GAP);
  const ofWeights = kept === undefined ? spaceOf(simd, source, cin, range) : ([0, 0, 0, 0, 0] as const);
  const result = simd.array(elements(shape));
  const [image, output, beside, shift, scratch, ...space] = simd.workspace([data, result, residual ?? 0, channels, simd.threads * scratchFloats, ...ofWeights]);
  copyNumbers(bias ?? new Float32Array(channels), simd.floats(shift, channels));
  for (let first = 0; first < channels; first += range) {
    const count = Math.min(range, channels - first);
    const weights = kept ?? transform(simd, partOf(source, first, count), cin, count, space);
    for (let thread = 0; thread < simd.threads; thread++) simd.floats(scratch + thread * scratchFloats * 4, 16).fill(0);
    const part = first * 4;
    simd.run("winograd", {
      image, height: h, width: w, channels: cin, padding,
      output: output + part, outHeight: outH, outWidth: outW, outChannels: count, pitch: channels,
      residual: residual ? beside + part : 0, ...ending, weights, bias: shift + part,
      tiles, tilesPerUnit, group, scratch, scratchBytes: scratchFloats * 4,
    }, blocks * Math.ceil(count / group));
  }
  return simd.made(result, output);
}

/** weight [3, 3, Cin, Cout] → [36, ⌈Cout/8⌉, Cin, 8], planes a gap apart. @returns its address */
function keepWinograd(simd: Simd, { weights: { parameter, form, source } }: WinogradTask, cin: number, channels: number): number {
  const [length, ...others] = spaceOf(simd, source, cin, channels);
  return simd.keep(parameter, `${form}, winograd`, length, (address) => transform(simd, source, cin, channels, [address, ...simd.workspace(others)]));
}

type WeightSpace = readonly [result: number, packed: number, scratch: number, ...packing: PackingSpace];

/** What `transform` needs: for its result, for the weights as packWeights leaves them, for the threads, and for packing. */
const spaceOf = (simd: Simd, source: RowsOrNumbers, cin: number, channels: number): WeightSpace =>
  [FREQUENCIES * (up(channels, 8) * cin + GAP), 9 * up(channels, 8) * cin, simd.threads * 18 * 4, ...packingSpace(source)];

/** @returns the address of its result */
function transform(simd: Simd, source: RowsOrNumbers, cin: number, channels: number, [result, packed, scratch, ...space]: WeightSpace): number {
  const blocks = up(channels, 8) / 8;
  packWeights(simd, source, channels, packed, space);
  simd.run("winogradWeights", { weights: packed, channels: cin, blocks, packed: result, scratch }, blocks);
  return result;
}

/** The weights of some output channels. */
function partOf({ rows, ...whole }: RowsOrNumbers, first: number, count: number): RowsOrNumbers {
  return rows ? parameterOfRows(someRows(rows, first, count)) : whole;
}
