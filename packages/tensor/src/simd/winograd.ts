// A 3×3 convolution of stride 1 by Winograd's F(2×2, 3×3) in WebAssembly: transform, sixteen products, transform back.
import type { Shape } from "../graph.ts";
import { f2, tilesOf, winogradWeights } from "../ops/winograd_form.ts";
import { copyPixels } from "./pixels.ts";
import { packWeights, up } from "./product.ts";
import type { Simd } from "./simd.ts";
import { TILE } from "./threads.ts";

export interface WinogradConv {
  readonly image: Shape; //  [N, H, W, Cin], Cin a multiple of four
  readonly output: Shape; // [N, H', W', Cout]
  readonly padding: number;
  readonly weights: number; // the address of what packWinograd made
  readonly bias?: Float32Array | undefined;
  readonly residual?: Float32Array | undefined;
  readonly relu: boolean;
}

/** weight [3, 3, Cin, Cout] → [16, ⌈Cout/8⌉, Cin, 8] */
export function packWinograd(weight: Float32Array, channels: number): Float32Array {
  const transformed = winogradWeights(weight);
  const length = transformed.length / f2.frequencies;
  const packed = Array.from({ length: f2.frequencies }, (_, f) => packWeights(transformed.subarray(f * length, (f + 1) * length), channels));
  const all = new Float32Array(packed.reduce((sum, part) => sum + part.length, 0));
  packed.forEach((part, f) => all.set(part, f * part.length));
  return all;
}

/** @returns [N, H', W', Cout] */
export function winogradConvolve(simd: Simd, conv: WinogradConv, data: Float32Array): Float32Array {
  const { image: [n = 0, h = 0, w = 0, cin = 0], output: shape, padding, weights, bias, residual, relu } = conv;
  const [, outH = 0, outW = 0, channels = 0] = shape;
  const { tilesY, tilesX, tiles } = tilesOf(shape);
  const [count, pitch] = [up(tiles, TILE.pixels), up(channels, TILE.channels)];
  const [canvasH, canvasW] = [2 * tilesY + 2, 2 * tilesX + 2];
  const [pixel, outPixel] = [cin * 4, pitch * 4]; // bytes
  const [canvas = 0, patches = 0, rows = 0, pixels = 0, runs = 0, shift = 0, none = 0, transformed = 0, products = 0, output = 0] = simd.workspace([
    n * canvasH * canvasW * cin, tiles, count, tiles, f2.frequencies, pitch, pitch, f2.frequencies * tiles * cin, f2.frequencies * count * pitch, tiles * 4 * pitch,
  ]);
  copyPixels(data, [n, h, w, cin], simd.floats(canvas, n * canvasH * canvasW * cin), [n, canvasH, canvasW, cin], padding);
  const corner = (tile: number, height: number, width: number): number => {
    const row = Math.floor(tile / tilesX);
    return (Math.floor(row / tilesY) * height + (row % tilesY) * 2) * width + (tile % tilesX) * 2;
  };
  simd.words(patches, tiles).forEach((_, at, words) => { words[at] = canvas + corner(at, canvasH, canvasW) * pixel; });
  simd.words(pixels, tiles).forEach((_, at, words) => { words[at] = output + corner(at, 2 * tilesY, 2 * tilesX) * outPixel; });
  simd.words(rows, count).forEach((_, at, words) => { words[at] = transformed + Math.min(at, tiles - 1) * pixel; });
  simd.words(runs, f2.frequencies).forEach((_, f, words) => { words[f] = f * tiles * pixel; });
  if (bias) simd.floats(shift, pitch).set(bias);
  const padded = simd.floats(output, tiles * 4 * pitch);
  if (residual) copyPixels(residual, shape, padded, [n, 2 * tilesY, 2 * tilesX, pitch]);

  simd.winogradInput(patches, tiles, canvasW * pixel, pixel, transformed, tiles * pixel);
  for (let f = 0; f < f2.frequencies; f++) {
    simd.product(rows, count, runs + f * 4, 1, cin, weights + f * pitch * pixel, none, products + f * count * outPixel, pitch, pitch, -Infinity);
  }
  simd.winogradOutput(pixels, tiles, 2 * tilesX * outPixel, outPixel, products, count * outPixel, shift, relu ? 0 : -Infinity);

  const result = new Float32Array(n * outH * outW * channels);
  copyPixels(padded, [n, 2 * tilesY, 2 * tilesX, pitch], result, shape);
  return result;
}
