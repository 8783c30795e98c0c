// Pillow's BILINEAR, BICUBIC and NEAREST: a triangle or a cubic, widened to cover every source pixel when shrinking (antialias).
//
//   out[Y, X, c] = clip8((2²¹ + Σ_y v[Y, y] · clip8((2²¹ + Σ_x h[X, x] · in[y, x, c]) >> 22)) >> 22)
//
// Shapes    in [H, W, C] u8, out [H', W', C] u8; h and v are weights in units of 2⁻²², so every sum fits an i32.
// Source    Pillow 9.4, libImaging/Resample.c: horizontal first, rounded to u8 in between. Bit exact. The cubic: Keys 1981, a = −½: pillow_axis.ts.
//
// On the CPU, then as two steps of a graph: a pass along the rows, and one down the columns. Shader pillow.wgsl.
import { axes, padded, type Op, type Step, type Value } from "@camlucida/tensor";
import { requireRegion, requireRoom, requireShape, requireSides, pixelGrid, type Region, type Feed } from "../image.ts";
import { fractionBits, pillowAxis, type Interpolation, type PillowAxis } from "./pillow_axis.ts";
import wgsl from "./pillow.wgsl" with { type: "text" };

const half = 1 << (fractionBits - 1);

/** How a picture is resized, and the part of the result that is wanted: the rest is not computed. */
export interface PillowOptions {
  readonly interpolation?: Interpolation; // default: "bilinear"
  readonly window?: Region; // default: all
}

/**
 * Resizes as `PIL.Image.resize((outWidth, outHeight), BILINEAR)` does, or `BICUBIC`, to the bit.
 *
 * @param data [height, width, channels], 0…255; of four channels (RGBA) the fourth is dropped
 * @returns [window.height, window.width, min(channels, 3)], 0…255
 * @throws ImageError "image-shape", "image-side", "image-samples", "region-outside"
 * @example
 * ```ts
 * import { resizePillow } from "@camlucida/cam";
 *
 * resizePillow(Uint8Array.of(0, 100, 200, 44), 4, 1, 1, 2, 1); // → Uint8Array.of(71, 119)
 * ```
 */
export function resizePillow(
  data: Uint8Array,
  width: number,
  height: number,
  channels: number,
  outWidth: number,
  outHeight: number,
  { interpolation = "bilinear", window = { x: 0, y: 0, width: outWidth, height: outHeight } }: PillowOptions = {},
): Uint8Array {
  const kept = Math.min(channels, 3);
  requireShape("the picture to resize", data.length, height, width, channels);
  requireSides("the resized picture", window.width, window.height);
  requireRegion(window, outWidth, outHeight);
  requireRoom("the resized picture", window.height, window.width, kept);
  const columns = pillowAxis(width, outWidth, interpolation, window.x, window.width);
  const rows = pillowAxis(height, outHeight, interpolation, window.y, window.height);
  const readRow = (y: number, row: Uint8Array): void => filterRow(data, y * width * channels, channels, kept, columns, row);
  return filterColumns(readRow, window.width * kept, rows);
}

const clip = (level: number): number => Math.min(255, Math.max(0, level));

/** The horizontal pass over one row: out[X, c] = Σ_j weights[X, j] · in[first[X] + j, c]. */
function filterRow(data: Uint8Array, start: number, channels: number, kept: number, axis: PillowAxis, out: Uint8Array): void {
  if (kept === 3) filterColourRow(data, start, channels, axis, out);
  else filterAnyRow(data, start, channels, kept, axis, out);
}

/** Three channels at once: each weight is read once. */
function filterColourRow(data: Uint8Array, start: number, channels: number, { first, count, weights, taps }: PillowAxis, out: Uint8Array): void {
  for (let x = 0, written = 0; x < first.length; x++) {
    const end = x * taps + count[x]!;
    let [red, green, blue] = [half, half, half];
    for (let k = x * taps, p = start + first[x]! * channels; k < end; k++, p += channels) {
      const weight = weights[k]!;
      red += Math.imul(weight, data[p]!);
      green += Math.imul(weight, data[p + 1]!);
      blue += Math.imul(weight, data[p + 2]!);
    }
    out[written++] = clip(red >> fractionBits);
    out[written++] = clip(green >> fractionBits);
    out[written++] = clip(blue >> fractionBits);
  }
}

function filterAnyRow(data: Uint8Array, start: number, channels: number, kept: number, axis: PillowAxis, out: Uint8Array): void {
  const { first, count, weights, taps } = axis;
  for (let x = 0, written = 0; x < first.length; x++) {
    const from = start + first[x]! * channels;
    const end = x * taps + count[x]!;
    for (let c = 0; c < kept; c++, written++) {
      let sum = half;
      for (let k = x * taps, p = from + c; k < end; k++, p += channels) sum += Math.imul(weights[k]!, data[p]!);
      out[written] = clip(sum >> fractionBits);
    }
  }
}

/**
 * The vertical pass. Source rows stream by, each made once by `readRow` and added to the few outputs that use it,
 * so that no intermediate picture is held: a 1-pixel-wide column of a million rows costs no more memory than its result.
 */
function filterColumns(readRow: (y: number, row: Uint8Array) => void, rowLength: number, axis: PillowAxis): Uint8Array {
  const { first, count, weights, taps } = axis;
  const row = new Uint8Array(rowLength);
  const sums = new Int32Array(first.length * rowLength).fill(half); // [H', W'·C]
  const last = first.length - 1;
  for (let y = first[0]!, open = 0; y < first[last]! + count[last]!; y++) {
    readRow(y, row);
    while (first[open]! + count[open]! <= y) open++;
    for (let out = open; out <= last && first[out]! <= y; out++) {
      addWeighted(sums, out * rowLength, row, weights[out * taps + y - first[out]!]!);
    }
  }
  const result = new Uint8Array(sums.length);
  for (let i = 0; i < sums.length; i++) result[i] = clip(sums[i]! >> fractionBits); // `Uint8Array.from` takes ten times as long
  return result;
}

function addWeighted(sums: Int32Array, start: number, row: Uint8Array, weight: number): void {
  for (let i = 0; i < row.length; i++) sums[start + i]! += Math.imul(weight, row[i]!);
}

/** Of a picture in a graph. */
const channels = 4;

/** vertical: 1 down the columns, 0 along the rows; top: the first row of the picture that is read. */
type PillowAttributes = { readonly vertical: 0 | 1; readonly top: number };

const pillowOp: Op<PillowAttributes> = {
  name: "pillow",
  kernel: ({ constants: { vertical, top }, inputs, output }) => {
    const [height, width] = axes(output, 3);
    const [[, sourceWidth], [, pitch]] = [axes(inputs[0], 3), axes(inputs[1], 2)];
    return {
      wgsl,
      constants: { VERTICAL: vertical },
      sizes: { width, height, sourceWidth, top, pitch },
      workgroups: pixelGrid(width, height),
    };
  },
  reference: (step, [pixels, table]) => {
    const axis = axisOf(table as Float32Array, axes(step.inputs[1], 2)[1]);
    return (step.constants.vertical ? downColumns : alongRows)(step, pixels as Uint8Array, axis);
  },
};

/**
 * `resizePillow` as two steps, their tables fed. All four channels are filtered alike; the first three are Pillow's RGB.
 * @param photo [H, W, 4] u8
 * @param window the part of the resized picture that is computed
 * @returns [window.height, window.width, 4] u8
 */
export function pillowSteps(feed: Feed, photo: Value, outWidth: number, outHeight: number, interpolation: Interpolation, window: Region): Value {
  const [height, width] = axes(photo, 3);
  const columns = pillowAxis(width, outWidth, interpolation, window.x, window.width);
  const rows = pillowAxis(height, outHeight, interpolation, window.y, window.height);
  const top = rows.first[0]!; // the first row of the photograph that the window needs
  const end = rows.first.at(-1)! + rows.count.at(-1)!;
  const table = (name: string, axis: PillowAxis, origin: number): Value =>
    feed.input(name, [axis.first.length, padded(2 + axis.taps)], pillowTable(axis, origin));
  const [columnTable, rowTable] = [table("resize columns", columns, 0), table("resize rows", rows, top)];
  const narrowed = feed.graph.step(pillowOp, "resized along rows", [photo, columnTable], [end - top, window.width, channels], { vertical: 0, top }, "u8");
  return feed.graph.step(pillowOp, "resized", [narrowed, rowTable], [window.height, window.width, channels], { vertical: 1, top: 0 }, "u8");
}

/** An axis as the shader reads it. [out, padded(2 + taps)]: (first − origin, count, weights…, zeros) */
function pillowTable({ first, count, weights, taps }: PillowAxis, origin: number): Float32Array {
  const pitch = padded(2 + taps);
  const table = new Float32Array(first.length * pitch);
  for (let i = 0; i < first.length; i++) {
    table.set([first[i]! - origin, count[i]!], i * pitch);
    table.set(weights.subarray(i * taps, (i + 1) * taps), i * pitch + 2);
  }
  return table;
}

/** The inverse of `pillowTable`. */
function axisOf(table: Float32Array, pitch: number): PillowAxis {
  const rows = Array.from({ length: table.length / pitch }, (_, i) => table.subarray(i * pitch, (i + 1) * pitch));
  const taps = pitch - 2;
  const weights = new Int32Array(rows.length * taps);
  rows.forEach((row, i) => weights.set(row.subarray(2), i * taps));
  return { first: Int32Array.from(rows, ([first = 0]) => first), count: Int32Array.from(rows, ([, count = 0]) => count), weights, taps };
}

function alongRows({ constants: { top }, inputs, output }: Step<PillowAttributes>, pixels: Uint8Array, axis: PillowAxis): Uint8Array {
  const [rows, width] = axes(output, 3);
  const pitch = axes(inputs[0], 3)[1] * channels;
  const out = new Uint8Array(rows * width * channels);
  for (let y = 0; y < rows; y++) {
    const row = out.subarray(y * width * channels, (y + 1) * width * channels);
    filterRow(pixels, (top + y) * pitch, channels, channels, axis, row);
  }
  return out;
}

function downColumns({ output }: Step<PillowAttributes>, pixels: Uint8Array, axis: PillowAxis): Uint8Array {
  const pitch = axes(output, 3)[1] * channels;
  return filterColumns((y, row) => row.set(pixels.subarray(y * pitch, (y + 1) * pitch)), pitch, axis);
}
