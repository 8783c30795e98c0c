// Winograd's F(m×m, 3×3) in plain TypeScript, written as the paper writes it: the oracle of the shaders winograd_*.wgsl.
// Source  Lavin & Gray 2015, arXiv:1509.09308, section 4.1; the matrices are in winograd_form.ts.
import { elements } from "../../graph/graph.ts";
import type { ImageShape } from "../../graph/shapes.ts";
import { tilesOf, type Matrix, type Places, type WinogradForm } from "./winograd_form.ts";

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

/** @param products [frequencies, tiles, C]; @param bias [C]; @param residual like the output; @returns [N, H', W', C] */
export function winogradOutputReference(form: WinogradForm, products: Float32Array, shape: ImageShape, bias: Float32Array, residual: Float32Array | undefined, relu: boolean): Float32Array {
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
        const sum = value + (bias[k] as number) + (residual?.[at] ?? 0);
        output[at] = relu && sum < 0 ? 0 : sum;
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
