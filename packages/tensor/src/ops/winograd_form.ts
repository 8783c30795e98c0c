// Winograd's F(m×m, 3×3): a patch of (m+2)×(m+2) pixels gives a tile of m×m output pixels by (m+2)² products per pair of channels.
//
//   tile = Aᵀ · [(G·g·Gᵀ) ⊙ (Bᵀ·d·B)] · A      d: the patch, g: the 3×3 kernel
//
//   m = 2: 4    products per output pixel, where the convolution takes 9. Small whole numbers: rounds as the convolution does.
//   m = 4: 2.25 products. Numbers up to 8 and down to 1/24: rounds some ten times as much, 1e-6 of the largest value.
// Source  Lavin & Gray 2015, arXiv:1509.09308, sections 4.1 and 4.2.
import type { Constants, Shape } from "../graph.ts";

export type Matrix = readonly (readonly number[])[];

export interface WinogradForm {
  readonly tile: number; //        m: side of a tile of output pixels
  readonly patch: number; //       m + 2: side of the patch under it
  readonly frequencies: number; // (m + 2)²
  readonly B: Matrix; // [patch, patch]
  readonly A: Matrix; // [patch, tile]
  /** to[0 … patch − 1] = G · from[0 … 2], each so many elements apart. A million pairs of channels pass here: no arrays are made. */
  readonly spread: (from: ArrayLike<number>, at: number, step: number, to: Float32Array | Float64Array, first: number, apart: number) => void;
}

export const f2: WinogradForm = {
  tile: 2, patch: 4, frequencies: 16,
  B: [[1, 0, 0, 0], [0, 1, -1, 1], [-1, 1, 1, 0], [0, 0, 0, -1]],
  A: [[1, 0], [1, 1], [1, -1], [0, -1]],
  spread: (from, at, step, to, first, apart) => {
    const a = from[at] as number, b = from[at + step] as number, c = from[at + 2 * step] as number;
    to[first] = a;
    to[first + apart] = (a + b + c) / 2;
    to[first + 2 * apart] = (a - b + c) / 2;
    to[first + 3 * apart] = c;
  },
};

export const f4: WinogradForm = {
  tile: 4, patch: 6, frequencies: 36,
  B: [[4, 0, 0, 0, 0, 0], [0, -4, 4, -2, 2, 4], [-5, -4, -4, -1, -1, 0], [0, 1, -1, 2, -2, -5], [1, 1, 1, 1, 1, 0], [0, 0, 0, 0, 0, 1]],
  A: [[1, 0, 0, 0], [1, 1, 1, 1], [1, -1, 1, -1], [1, 2, 4, 8], [1, -2, 4, -8], [0, 0, 0, 1]],
  spread: (from, at, step, to, first, apart) => {
    const a = from[at] as number, b = from[at + step] as number, c = from[at + 2 * step] as number;
    to[first] = a / 4;
    to[first + apart] = -(a + b + c) / 6;
    to[first + 2 * apart] = -(a - b + c) / 6;
    to[first + 3 * apart] = (a + 2 * b + 4 * c) / 24;
    to[first + 4 * apart] = (a - 2 * b + 4 * c) / 24;
    to[first + 5 * apart] = c;
  },
};

/** @param weight [3, 3, Cin, Cout]; @returns [frequencies, Cin, Cout]: G·g·Gᵀ of every pair of channels, in float64 */
export function winogradWeights(weight: Float32Array, { patch, frequencies, spread }: WinogradForm = f2): Float32Array {
  const pairs = weight.length / 9;
  const transformed = new Float32Array(frequencies * pairs);
  const columns = new Float64Array(patch * 3); // [patch, 3]: G·g
  for (let pair = 0; pair < pairs; pair++) {
    for (let j = 0; j < 3; j++) spread(weight, j * pairs + pair, 3 * pairs, columns, j, 3);
    for (let i = 0; i < patch; i++) spread(columns, i * 3, 1, transformed, i * patch * pairs + pair, pairs);
  }
  return transformed;
}

/** Whether a convolution can go this way, and gains by it: below 16 input channels the transforms cost more than they save. */
export function suitsWinograd([kernelH, kernelW, cin = 0]: Shape, { stride = 1, dilation = 1, groups = 1 }: Constants): boolean {
  return kernelH === 3 && kernelW === 3 && stride === 1 && dilation === 1 && groups === 1 && cin >= 16;
}

/** How tiles lie over an output of [N, H', W', …]. */
export function tilesOf([images = 0, height = 0, width = 0]: Shape, { tile }: WinogradForm = f2): { tilesY: number; tilesX: number; tiles: number } {
  const [tilesY, tilesX] = [Math.ceil(height / tile), Math.ceil(width / tile)];
  return { tilesY, tilesX, tiles: images * tilesY * tilesX };
}
