// Winograd's F(2×2, 3×3) over a tile of a real layer, in its parts: how a patch of pixels and a kernel become 16 numbers each, their
// products, and what becomes of the products' sum over the channels. And the same four numbers by the definition.
//
//   tile = Aᵀ · [Σ over c of (G·g·Gᵀ) ⊙ (Bᵀ·d·B)] · A + bias          d: [4, 4] of channel c, g: [3, 3], tile: [2, 2]
//
// Source  Lavin & Gray 2015, arXiv:1509.09308, section 4.1; the matrices are the engine's.
import { f2, type Matrix } from "@camlucida/tensor/lab";
import type { InsideLayer } from "../../engine/protocol.ts";
import { convolutionShapeOf, kernelOf, outputNumber, windowOf, type ConvolutionNumbers, type ConvolutionShape, type OutputCell } from "./convolution.ts";

/** A tile of an output channel: its row and column among tiles. */
export interface TileCell {
  readonly tileY: number;
  readonly tileX: number;
  readonly channel: number;
}

const { tile: side, patch, kernel: r } = f2;

/** Of a layer that F(2×2, 3×3) is for: 3×3, stride 1, not dilated, one group. */
export function winogradShapeOf(layer: InsideLayer): ConvolutionShape | undefined {
  const shape = layer.op === "conv" ? convolutionShapeOf(layer) : undefined;
  if (!shape) return undefined;
  const { kernelHeight, kernelWidth, strideH, strideW, dilationH, dilationW } = shape;
  return kernelHeight === r && kernelWidth === r && strideH * strideW * dilationH * dilationW === 1 ? shape : undefined;
}

export const tilesAlong = (length: number): number => Math.ceil(length / side);

/** What one input channel gives to a tile. */
export interface ChannelTile {
  readonly pixels: Float64Array; //      d [4, 4]
  readonly halfPixels: Float64Array; //  Bᵀ·d [4, 4]
  readonly ofPixels: Float64Array; //    Bᵀ·d·B [4, 4]
  readonly kernel: Float64Array; //      g [3, 3]
  readonly halfKernel: Float64Array; //  G·g [4, 3]
  readonly ofKernel: Float64Array; //    G·g·Gᵀ [4, 4]
  readonly products: Float64Array; //    [4, 4]
}

export function channelTile(of: ConvolutionShape, { image, weight }: ConvolutionNumbers, { tileY, tileX, channel }: TileCell, within: number): ChannelTile {
  const corner = { y: tileY * side, x: tileX * side, channel };
  const pixels = windowOf({ ...of, kernelHeight: patch, kernelWidth: patch }, image, corner, within);
  const halfPixels = times(f2.B, pixels, patch);
  const ofPixels = turned(times(f2.B, turned(halfPixels, patch), patch), patch);
  const kernel = kernelOf(of, weight, corner, within);
  const halfKernel = ofColumns(kernel, r);
  const ofKernel = turned(ofColumns(turned(halfKernel, r), patch), patch);
  return { pixels, halfPixels, ofPixels, kernel, halfKernel, ofKernel, products: ofPixels.map((value, at) => value * (ofKernel[at] as number)) };
}

/** A tile over all channels. */
export interface WholeTile {
  readonly sums: Float64Array; //   of the channels' products [4, 4]
  readonly half: Float64Array; //   Aᵀ · them [2, 4]
  readonly back: Float64Array; //   Aᵀ · them · A [2, 2]
  readonly bias: number;
  readonly values: Float64Array; // with the bias [2, 2]
  readonly direct: Float64Array; // by the definition [2, 2]; NaN beyond the output's edge
}

export function wholeTile(of: ConvolutionShape, numbers: ConvolutionNumbers, tile: TileCell): WholeTile {
  const sums = new Float64Array(patch * patch);
  for (let within = 0; within < of.groupChannels; within++) channelTile(of, numbers, tile, within).products.forEach((product, at) => { sums[at] = (sums[at] as number) + product; });
  const half = times(f2.A, sums, patch);
  const back = turned(times(f2.A, turned(half, patch), side), side);
  const bias = numbers.bias[tile.channel] as number;
  return { sums, half, back, bias, values: back.map((value) => value + bias), direct: Float64Array.from({ length: side * side }, (_, at) => directly(of, numbers, tile, at)) };
}

function directly(of: ConvolutionShape, numbers: ConvolutionNumbers, tile: TileCell, at: number): number {
  const cell = cellOf(tile, at);
  return cell.y < of.outHeight && cell.x < of.outWidth ? outputNumber(of, numbers, cell).value : NaN;
}

/** The tile that a cell of the output lies in. */
export const tileUnder = ({ y, x, channel }: OutputCell): TileCell => ({ tileY: Math.floor(y / side), tileX: Math.floor(x / side), channel });

/** Its number in its tile, row by row. */
export const placeInTile = ({ y, x }: Pick<OutputCell, "y" | "x">): number => (y % side) * side + (x % side);

/** The output's cell that is number `at` of a tile. */
export const cellOf = ({ tileY, tileX, channel }: TileCell, at: number): OutputCell =>
  ({ y: tileY * side + Math.floor(at / side), x: tileX * side + (at % side), channel });

/** The input channel whose products are largest: worth looking at. */
export function strongestChannel(of: ConvolutionShape, numbers: ConvolutionNumbers, tile: TileCell): number {
  let [best, most] = [0, -1];
  for (let within = 0; within < of.groupChannels; within++) {
    const size = channelTile(of, numbers, tile, within).products.reduce((sum, product) => sum + Math.abs(product), 0);
    if (size > most) [best, most] = [within, size];
  }
  return best;
}

/** Mᵀ·x, for M [n, m] and x [n, columns]: [m, columns] */
function times(m: Matrix, x: Float64Array, columns: number): Float64Array {
  const rows = m[0]?.length ?? 0;
  return Float64Array.from({ length: rows * columns }, (_, at) =>
    m.reduce((sum, row, n) => sum + (row[Math.floor(at / columns)] as number) * (x[n * columns + (at % columns)] as number), 0));
}

/** G·x, for x [3, columns]: [4, columns] */
function ofColumns(x: Float64Array, columns: number): Float64Array {
  const out = new Float64Array(patch * columns);
  for (let column = 0; column < columns; column++) f2.transform(x, column, columns, out, column, columns);
  return out;
}

/** The transpose of x [rows, columns]. */
function turned(x: Float64Array, columns: number): Float64Array {
  const rows = x.length / columns;
  return Float64Array.from({ length: x.length }, (_, at) => x[(at % rows) * columns + Math.floor(at / rows)] as number);
}
