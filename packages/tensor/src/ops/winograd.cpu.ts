// Winograd F(2×2, 3×3) on the CPU, written as the paper writes it: the oracle of the three shaders winograd_*.wgsl.
// Source  Lavin & Gray 2015, arXiv:1509.09308, section 4.1.
import type { Constants, Shape } from "../graph.ts";

/** Sums per tile and channel: a 4×4 patch gives 2×2 output pixels. */
export const FREQUENCIES = 16;

type Matrix = readonly (readonly number[])[];

const B: Matrix = [[1, 0, 0, 0], [0, 1, -1, 1], [-1, 1, 1, 0], [0, 0, 0, -1]]; // [4, 4]
const A: Matrix = [[1, 0], [1, 1], [1, -1], [0, -1]]; //                          [4, 2]

/** @param weight [3, 3, Cin, Cout]; @returns [16, Cin, Cout]: G·g·Gᵀ of every pair of channels, in float64 */
export function winogradWeights(weight: Float32Array): Float32Array {
  const pairs = weight.length / 9;
  const transformed = new Float32Array(FREQUENCIES * pairs);
  const columns = new Float64Array(12); // [4, 3]: G·g
  for (let pair = 0; pair < pairs; pair++) {
    for (let j = 0; j < 3; j++) threeToFour(weight, j * pairs + pair, 3 * pairs, columns, j, 3);
    for (let i = 0; i < 4; i++) threeToFour(columns, i * 3, 1, transformed, i * 4 * pairs + pair, pairs);
  }
  return transformed;
}

/** to[0 … 3] = G · from[0 … 2], each so many elements apart. A million pairs pass here: no arrays are made. */
function threeToFour(from: ArrayLike<number>, at: number, step: number, to: Float32Array | Float64Array, first: number, apart: number): void {
  const a = from[at] as number, b = from[at + step] as number, c = from[at + 2 * step] as number;
  to[first] = a;
  to[first + apart] = (a + b + c) / 2;
  to[first + 2 * apart] = (a - b + c) / 2;
  to[first + 3 * apart] = c;
}

/** Whether a convolution can go this way, and gains by it: below 16 input channels the transforms cost more than they save. */
export function suitsWinograd([kernelH, kernelW, cin = 0]: Shape, { stride = 1, dilation = 1, groups = 1 }: Constants): boolean {
  return kernelH === 3 && kernelW === 3 && stride === 1 && dilation === 1 && groups === 1 && cin >= 16;
}

/** How tiles of 2×2 pixels lie over an output of [N, H', W', …]. */
export function tilesOf([images = 0, height = 0, width = 0]: Shape): { tilesY: number; tilesX: number; tiles: number } {
  const [tilesY, tilesX] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  return { tilesY, tilesX, tiles: images * tilesY * tilesX };
}

/** @param image [N, H, W, C]; @param output [N, H', W', …], of the convolution; @returns [16, tiles, C] */
export function winogradInputCpu(image: Float32Array, [, h = 0, w = 0, channels = 0]: Shape, output: Shape, padding: number): Float32Array {
  const { tilesY, tilesX, tiles } = tilesOf(output);
  const transformed = new Float32Array(FREQUENCIES * tiles * channels);
  for (let tile = 0; tile < tiles; tile++) {
    const n = Math.floor(tile / (tilesY * tilesX));
    const [top, left] = [(Math.floor(tile / tilesX) % tilesY) * 2 - padding, (tile % tilesX) * 2 - padding];
    for (let c = 0; c < channels; c++) {
      const patch = Array.from({ length: 16 }, (_, at) => {
        const [y, x] = [top + (at >> 2), left + (at & 3)];
        return y >= 0 && y < h && x >= 0 && x < w ? (image[((n * h + y) * w + x) * channels + c] as number) : 0;
      });
      sandwich(B, patch, 4).forEach((x, f) => { transformed[(f * tiles + tile) * channels + c] = x; });
    }
  }
  return transformed;
}

/** @param input [16, tiles, Cin]; @param weight [16, Cin, Cout]; @returns [16, tiles, Cout] */
export function winogradProductCpu(input: Float32Array, [, tiles = 0, cin = 0]: Shape, weight: Float32Array, cout: number): Float32Array {
  const output = new Float32Array(FREQUENCIES * tiles * cout);
  for (let row = 0; row < FREQUENCIES * tiles; row++) {
    const first = Math.floor(row / tiles) * cin * cout;
    for (let k = 0; k < cout; k++) {
      let sum = 0;
      for (let c = 0; c < cin; c++) sum += (input[row * cin + c] as number) * (weight[first + c * cout + k] as number);
      output[row * cout + k] = sum;
    }
  }
  return output;
}

/** @param products [16, tiles, C]; @param bias [C]; @param residual like the output; @returns [N, H', W', C] */
export function winogradOutputCpu(products: Float32Array, shape: Shape, bias: Float32Array, residual: Float32Array | undefined, relu: boolean): Float32Array {
  const [, h = 0, w = 0, channels = 0] = shape;
  const { tilesY, tilesX, tiles } = tilesOf(shape);
  const output = new Float32Array(shape.reduce((product, length) => product * length, 1));
  for (let tile = 0; tile < tiles; tile++) {
    const n = Math.floor(tile / (tilesY * tilesX));
    const [top, left] = [(Math.floor(tile / tilesX) % tilesY) * 2, (tile % tilesX) * 2];
    for (let k = 0; k < channels; k++) {
      const sums = Array.from({ length: FREQUENCIES }, (_, f) => products[(f * tiles + tile) * channels + k] as number);
      sandwich(A, sums, 4).forEach((x, pixel) => {
        const [y, left2] = [top + (pixel >> 1), left + (pixel & 1)];
        if (y >= h || left2 >= w) return;
        const at = ((n * h + y) * w + left2) * channels + k;
        const sum = x + (bias[k] as number) + (residual?.[at] ?? 0);
        output[at] = relu && sum < 0 ? 0 : sum;
      });
    }
  }
  return output;
}

/** Mᵀ·x·M, row-major, for x [n, n] and M [n, m]. */
function sandwich(m: Matrix, x: readonly number[], n: number): number[] {
  const columns = m[0]?.length ?? 0;
  const result: number[] = [];
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let y = 0; y < n; y++) for (let z = 0; z < n; z++) sum += (m[y]?.[i] ?? 0) * (x[y * n + z] as number) * (m[z]?.[j] ?? 0);
      result.push(sum);
    }
  }
  return result;
}
