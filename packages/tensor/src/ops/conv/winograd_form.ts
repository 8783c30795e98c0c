// Winograd's F(m×m, r×r): a patch of p×p pixels, p = m + r − 1, gives a tile of m×m output pixels of an r×r convolution by p²
// products per pair of channels.
//
//   tile = Aᵀ · [(G·g·Gᵀ) ⊙ (Bᵀ·d·B)] · A      d: the patch, g: the kernel
//
//   F(2×2, 3×3): 4    products per output pixel in place of 9. Small whole numbers: rounds as the convolution does.
//   F(4×4, 3×3): 2.25 products in place of 9. Numbers up to 8 and down to 1/24: rounds some ten times as much.
//   F(3×3, 4×4): 4    products in place of 16; the same patches and points.
// Source  Lavin & Gray 2015, arXiv:1509.09308, sections 4.1 and 4.2; F(3, 4) from the same points 0, ±1, ±2, ∞.
import type { KernelShape, ImageShape } from "../../graph/shapes.ts";
import type { ConvAttributes } from "./conv_reference.ts";
import { elements } from "../../graph/graph.ts";

export type Matrix = readonly (readonly number[])[];

export interface WinogradForm {
  readonly tile: number; //        m: side of a tile of output pixels
  readonly kernel: number; //      r
  readonly patch: number; //       p: side of the patch under a tile
  readonly frequencies: number; // p²
  readonly B: Matrix; // [patch, patch]
  readonly A: Matrix; // [patch, tile]
  /** to[0 … p − 1] = G · from[0 … r − 1], each so many elements apart. A million pairs of channels pass here: no arrays are made. */
  readonly transform: (from: ArrayLike<number>, at: number, step: number, to: Float32Array | Float64Array, first: number, apart: number) => void;
}

export const f2: WinogradForm = {
  tile: 2, kernel: 3, patch: 4, frequencies: 16,
  B: [[1, 0, 0, 0], [0, 1, -1, 1], [-1, 1, 1, 0], [0, 0, 0, -1]],
  A: [[1, 0], [1, 1], [1, -1], [0, -1]],
  transform: (from, at, step, to, first, apart) => {
    const a = from[at] as number, b = from[at + step] as number, c = from[at + 2 * step] as number;
    to[first] = a;
    to[first + apart] = (a + b + c) / 2;
    to[first + 2 * apart] = (a - b + c) / 2;
    to[first + 3 * apart] = c;
  },
};

const six: Matrix = [[4, 0, 0, 0, 0, 0], [0, -4, 4, -2, 2, 4], [-5, -4, -4, -1, -1, 0], [0, 1, -1, 2, -2, -5], [1, 1, 1, 1, 1, 0], [0, 0, 0, 0, 0, 1]];

export const f4: WinogradForm = {
  tile: 4, kernel: 3, patch: 6, frequencies: 36,
  B: six,
  A: [[1, 0, 0, 0], [1, 1, 1, 1], [1, -1, 1, -1], [1, 2, 4, 8], [1, -2, 4, -8], [0, 0, 0, 1]],
  transform: (from, at, step, to, first, apart) => {
    const a = from[at] as number, b = from[at + step] as number, c = from[at + 2 * step] as number;
    to[first] = a / 4;
    to[first + apart] = -(a + b + c) / 6;
    to[first + 2 * apart] = -(a - b + c) / 6;
    to[first + 3 * apart] = (a + 2 * b + 4 * c) / 24;
    to[first + 4 * apart] = (a - 2 * b + 4 * c) / 24;
    to[first + 5 * apart] = c;
  },
};

export const f3: WinogradForm = {
  tile: 3, kernel: 4, patch: 6, frequencies: 36,
  B: six,
  A: [[1, 0, 0], [1, 1, 1], [1, -1, 1], [1, 2, 4], [1, -2, 4], [0, 0, 1]],
  transform: (from, at, step, to, first, apart) => {
    const a = from[at] as number, b = from[at + step] as number, c = from[at + 2 * step] as number, d = from[at + 3 * step] as number;
    to[first] = a / 4;
    to[first + apart] = -(a + b + c + d) / 6;
    to[first + 2 * apart] = -(a - b + c - d) / 6;
    to[first + 3 * apart] = (a + 2 * b + 4 * c + 8 * d) / 24;
    to[first + 4 * apart] = (a - 2 * b + 4 * c - 8 * d) / 24;
    to[first + 5 * apart] = d;
  },
};

/** @param weight [r, r, Cin, Cout]; @returns [frequencies, Cin, Cout]: G·g·Gᵀ of every pair of channels, in float64 */
export function winogradWeights(weight: Float32Array, { kernel, patch, transform }: WinogradForm, transformed: Float32Array): void {
  const pairs = weight.length / kernel ** 2;
  const columns = new Float64Array(patch * kernel); // [patch, r]: G·g
  for (let pair = 0; pair < pairs; pair++) {
    for (let j = 0; j < kernel; j++) transform(weight, j * pairs + pair, kernel * pairs, columns, j, kernel);
    for (let i = 0; i < patch; i++) transform(columns, i * kernel, 1, transformed, i * patch * pairs + pair, pairs);
  }
}

/** Whether a convolution can go this way, and gains by it: below 12 input channels the transforms cost more than they save. */
export function suitsWinograd([kernelH, kernelW, cin]: KernelShape, attributes: ConvAttributes, { kernel }: WinogradForm): boolean {
  const { strideH, strideW, dilationH, dilationW, top, left, groups } = attributes;
  const steps = [strideH, strideW, dilationH, dilationW, groups];
  return kernelH === kernel && kernelW === kernel && steps.every((number) => number === 1) && top === left && cin >= 12;
}

/** Of an output [N, H', W', …]. */
export type Places = readonly [images: number, height: number, width: number, ...others: number[]];

/** How tiles lie over an output. */
export function tilesOf([images, height, width]: Places, { tile }: WinogradForm): { tilesY: number; tilesX: number; tiles: number } {
  const [tilesY, tilesX] = [Math.ceil(height / tile), Math.ceil(width / tile)];
  return { tilesY, tilesX, tiles: images * tilesY * tilesX };
}

// The three steps in plain TypeScript, written as the paper writes them: the oracle of the shaders winograd_*.wgsl.

/** @param image [N, H, W, C]; @param output [N, H', W', …], of the convolution; @returns [frequencies, tiles, C] */
export function winogradInputReference(form: WinogradForm, image: Float32Array, [, h, w, channels]: ImageShape, output: Places, padding: number): Float32Array {
  const { tile: side, patch, frequencies } = form;
  const { tilesY, tilesX, tiles } = tilesOf(output, form);
  const transformed = new Float32Array(frequencies * tiles * channels);
  for (let tile = 0; tile < tiles; tile++) {
    const n = Math.floor(tile / (tilesY * tilesX));
    const [top, left] = [(Math.floor(tile / tilesX) % tilesY) * side - padding, (tile % tilesX) * side - padding];
    for (let c = 0; c < channels; c++) {
      const pixels = Array.from({ length: frequencies }, (_, at) => {
        const [y, x] = [top + Math.floor(at / patch), left + (at % patch)];
        return y >= 0 && y < h && x >= 0 && x < w ? (image[((n * h + y) * w + x) * channels + c] as number) : 0;
      });
      sandwich(form.B, pixels).forEach((x, f) => { transformed[(f * tiles + tile) * channels + c] = x; });
    }
  }
  return transformed;
}

/** @param input [frequencies, tiles, Cin]; @param weight [frequencies, Cin, Cout]; @returns [frequencies, tiles, Cout] */
export function winogradProductReference(input: Float32Array, [frequencies, tiles, cin]: readonly [number, number, number], weight: Float32Array, cout: number): Float32Array {
  const output = new Float32Array(frequencies * tiles * cout);
  for (let row = 0; row < frequencies * tiles; row++) {
    const first = Math.floor(row / tiles) * cin * cout;
    for (let k = 0; k < cout; k++) {
      let sum = 0;
      for (let c = 0; c < cin; c++) sum += (input[row * cin + c] as number) * (weight[first + c * cout + k] as number);
      output[row * cout + k] = sum;
    }
  }
  return output;
}

/** What follows the sums. */
interface WinogradEpilogue {
  readonly bias: Float32Array; // [C]
  readonly scale: Float32Array | undefined; // [C]
  readonly residual: Float32Array | undefined; // like the output
  readonly relu: boolean;
  readonly activate: (x: number) => number;
}

/** @param products [frequencies, tiles, C]; @returns [N, H', W', C] */
export function winogradOutputReference(form: WinogradForm, products: Float32Array, shape: ImageShape, { bias, scale, residual, relu, activate }: WinogradEpilogue): Float32Array {
  const { tile: side, frequencies } = form;
  const [, h, w, channels] = shape;
  const { tilesY, tilesX, tiles } = tilesOf(shape, form);
  const output = new Float32Array(elements(shape));
  for (let tile = 0; tile < tiles; tile++) {
    const n = Math.floor(tile / (tilesY * tilesX));
    const [top, left] = [(Math.floor(tile / tilesX) % tilesY) * side, (tile % tilesX) * side];
    for (let k = 0; k < channels; k++) {
      const sums = Array.from({ length: frequencies }, (_, f) => products[(f * tiles + tile) * channels + k] as number);
      sandwich(form.A, sums).forEach((value, pixel) => {
        const [y, x] = [top + Math.floor(pixel / side), left + (pixel % side)];
        if (y >= h || x >= w) return;
        const at = ((n * h + y) * w + x) * channels + k;
        const sum = value * (scale?.[k] ?? 1) + (bias[k] as number) + (residual?.[at] ?? 0);
        output[at] = relu && sum < 0 ? 0 : activate(sum);
      });
    }
  }
  return output;
}

/** Mᵀ·x·M, row-major, for x [n, n] and M [n, m]. */
function sandwich(m: Matrix, x: readonly number[]): number[] {
  const [rows, columns] = [m.length, m[0]?.length ?? 0];
  const half = Array.from({ length: columns * rows }, (_, at) => // Mᵀ·x [m, n]
    m.reduce((sum, row, y) => sum + (row[Math.floor(at / rows)] as number) * (x[y * rows + (at % rows)] as number), 0));
  return Array.from({ length: columns * columns }, (_, at) =>
    m.reduce((sum, row, z) => sum + (half[Math.floor(at / columns) * rows + z] as number) * (row[at % columns] as number), 0));
}
