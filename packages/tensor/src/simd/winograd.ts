// A 3×3 convolution of stride 1 by Winograd's F(4×4, 3×3) in WebAssembly: winograd.assembly.ts, whose numbers stand here too.
import { elements, type Shape } from "../graph.ts";
import { packWeights } from "./product.ts";
import type { Simd } from "./simd.ts";

const FREQUENCIES = 36; // sums per tile and channel: a 6×6 patch gives 4×4 output pixels
const [TILES, GROUP] = [16, 32]; // tiles and channels of a unit of work

export interface WinogradConv {
  readonly image: Shape; //  [N, H, W, Cin], Cin a multiple of four
  readonly output: Shape; // [N, H', W', Cout], Cout a multiple of four
  readonly padding: number;
  readonly weights: number; // the address of what packWinograd made
  readonly bias?: Float32Array | undefined;
  readonly residual?: Float32Array | undefined;
  readonly relu: boolean;
}

/** Interpolation at 0, √½, −√½, √2, −√2 and ∞: the Vandermonde rows 1, p, p², each over the product of the differences to the other points. [6, 3] */
const G = [[1, 0, 0], ...[Math.SQRT1_2, -Math.SQRT1_2, Math.SQRT2, -Math.SQRT2].map((p) => {
  const scale = 1 / (2 * p * p * (2 * p * p - 2.5)); // p·2p·(p² − the other square), and the squares are ½ and 2
  return [scale, scale * p, scale * p * p];
}), [0, 0, 1]] as const;

/** weight [3, 3, Cin, Cout] → [36, ⌈Cout/8⌉, Cin, 8]: G·g·Gᵀ of every pair of channels, in float64 */
export function packWinograd(weight: Float32Array, channels: number): Float32Array {
  const pairs = weight.length / 9;
  const plane = new Float32Array(pairs); // [Cin, Cout]
  const packed: Float32Array[] = [];
  for (let f = 0; f < FREQUENCIES; f++) {
    const [rows, columns] = [G[Math.floor(f / 6)], G[f % 6]] as const;
    const taps = Array.from({ length: 9 }, (_, tap) => (rows?.[Math.floor(tap / 3)] as number) * (columns?.[tap % 3] as number));
    const [a, b, c, d, e, g, h, i, j] = taps as [number, number, number, number, number, number, number, number, number];
    for (let pair = 0; pair < pairs; pair++) {
      const at = (tap: number): number => weight[tap * pairs + pair] as number;
      plane[pair] = a * at(0) + b * at(1) + c * at(2) + d * at(3) + e * at(4) + g * at(5) + h * at(6) + i * at(7) + j * at(8);
    }
    packed.push(packWeights(plane, channels));
  }
  const all = new Float32Array(packed.reduce((sum, part) => sum + part.length, 0));
  packed.forEach((part, f) => all.set(part, f * part.length));
  return all;
}

/** @returns [N, H', W', Cout] */
export function winogradConvolve(simd: Simd, conv: WinogradConv, data: Float32Array): Float32Array {
  const { image: [n = 0, h = 0, w = 0, cin = 0], output: shape, padding, weights, bias, residual, relu } = conv;
  const [, outH = 0, outW = 0, channels = 0] = shape;
  const tiles = n * Math.ceil(outH / 4) * Math.ceil(outW / 4);
  const lengths = elements(shape);
  // Of a thread: zeros, rows, a run; columns; a patch; 36 planes before and after the products, a line apart.
  const scratchFloats = 48 + 36 * 4 + 36 * cin + 36 * (TILES * cin + 16) + 36 * (TILES * GROUP + 16);
  const [image = 0, output = 0, shift = 0, scratch = 0] = simd.workspace([data.length, lengths, channels, simd.threads * scratchFloats]);
  simd.floats(image, data.length).set(data);
  simd.floats(shift, channels).fill(0).set(bias ?? []);
  if (residual) simd.floats(output, lengths).set(residual);
  for (let thread = 0; thread < simd.threads; thread++) simd.floats(scratch + thread * scratchFloats * 4, 16).fill(0);
  const step = [image, h, w, cin, padding, output, outH, outW, channels, residual ? output : 0, Number(relu), weights, shift, tiles, scratch, scratchFloats * 4];
  simd.run("winograd", step, Math.ceil(tiles / TILES) * Math.ceil(channels / GROUP));
  return simd.floats(output, lengths).slice();
}
