// A 3×3 convolution of stride 1 by Winograd's F(4×4, 3×3) in WebAssembly: winograd.assembly.ts, whose numbers stand here too.
import { elements, type Shape } from "../graph.ts";
import { copyNumbers, type Parameter } from "../parameter.ts";
import { up } from "./product.ts";
import type { Simd } from "./simd.ts";

const FREQUENCIES = 36; // sums per tile and channel: a 6×6 patch gives 4×4 output pixels
const TILES = 8; // of a unit of work
const MOST_CHANNELS = 128; // of a unit of work
const UNITS_PER_THREAD = 4; // at least, where channels can be divided

export interface WinogradConv {
  readonly image: Shape; //  [N, H, W, Cin], Cin a multiple of four
  readonly output: Shape; // [N, H', W', Cout], Cout a multiple of four
  readonly padding: number;
  readonly weights: number; // where keepWinograd has put them
  readonly bias?: Float32Array | Parameter | undefined;
  readonly residual?: Float32Array | undefined;
  readonly relu: boolean;
}

/**
 * weight [3, 3, Cin, Cout] → [36, ⌈Cout/8⌉, Cin, 8]
 * @param parameter what the weight is made of; @param form how, as `Simd.keep` knows it; @param write the weight
 * @returns its address
 */
export function keepWinograd(simd: Simd, parameter: Parameter, form: string, write: Parameter["write"], cin: number, channels: number): number {
  const blocks = Math.ceil(channels / 8);
  return simd.keep(parameter, `${form}, winograd`, FREQUENCIES * blocks * cin * 8, (packed) => {
    const [source = 0, scratch = 0] = simd.workspace([parameter.length + 8, simd.threads * 18 * 4]);
    write(simd.floats(source, parameter.length));
    simd.run("winogradWeights", [source, cin, channels, packed, scratch], blocks);
  });
}

/** @returns [N, H', W', Cout] */
export function winogradConvolve(simd: Simd, conv: WinogradConv, data: Float32Array): Float32Array {
  const { image: [n = 0, h = 0, w = 0, cin = 0], output: shape, padding, weights, bias, residual, relu } = conv;
  const [, outH = 0, outW = 0, channels = 0] = shape;
  const tiles = n * Math.ceil(outH / 4) * Math.ceil(outW / 4);
  const blocks = Math.ceil(tiles / TILES);
  // Units of the same tiles share their transform, so that channels are divided only where there are too few tiles.
  const group = up(Math.min(MOST_CHANNELS, channels / Math.ceil((UNITS_PER_THREAD * simd.threads) / blocks)), 8);
  const lengths = elements(shape);
  // Of a thread: zeros, rows, a run; columns; a patch; 36 planes before and after the products, a line apart.
  const scratchFloats = 48 + 36 * 4 + 36 * cin + 36 * (TILES * cin + 16) + 36 * (TILES * group + 16);
  const [image = 0, output = 0, shift = 0, scratch = 0] = simd.workspace([data.length, lengths, channels, simd.threads * scratchFloats]);
  simd.floats(image, data.length).set(data);
  copyNumbers(bias ?? new Float32Array(channels), simd.floats(shift, channels));
  if (residual) simd.floats(output, lengths).set(residual);
  for (let thread = 0; thread < simd.threads; thread++) simd.floats(scratch + thread * scratchFloats * 4, 16).fill(0);
  const step = [image, h, w, cin, padding, output, outH, outW, channels, residual ? output : 0, Number(relu), weights, shift, tiles, group, scratch, scratchFloats * 4];
  simd.run("winograd", step, blocks * Math.ceil(channels / group));
  const result = simd.array(lengths);
  result.set(simd.floats(output, lengths));
  return result;
}
