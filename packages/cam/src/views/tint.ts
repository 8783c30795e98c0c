// A photograph under a map: without its own colours, in those of the evidence, with lines at stated levels. Whole numbers, so that
// every machine gets the same picture; one pass over the pixels.
//
//   Y = (54·R + 183·G + 19·B + 128) div 256                        its lightness, 0…255
//   look = dark[level]·(255 − Y) + light[level]·Y                  in 1/255
//   out = (photo·255·(255 − α) + look·α + 32512) div 65025         α = round(255·alpha)
//
// Both divisions round to the nearest level; 65025 is odd, so there are no ties. Lines are laid over that (contours.ts), α of their
// coverage. What the network did not see is darkened. The photograph's own alpha is kept.
//
// Shapes    values [h, w] float32 0…1, photograph [H, W, 4] → [H, W, 4].
// Source    the weights are those of ITU-R BT.709, in 1/256.
import { axes, type Op, type Step, type Value } from "@camlucida/tensor";
import { requireTones, unseen, type Tones } from "../colours/tones.ts";
import { requireImage, type Image, type Feed } from "../preprocess/image.ts";
import { rowsAlongX, type LinearAxis } from "../preprocess/resample/opencv.ts";
import { inkAt, lineStyle, pen } from "./contours.ts";
import { alphaLevel, full, requireBox } from "./paint.ts";
import { requireMap, type Placement } from "./upsample.ts";
import wgsl from "./tint.wgsl" with { type: "text" };

/** How a photograph is tinted. */
export interface Tint {
  readonly tones: Tones; // [257, 8]
  readonly alpha: number; // 0 (the photograph) … 1 (all of this)
  readonly steps: number; // between lines, over the range of the values: see contours.ts; 0: no lines
}

/**
 * Tints a photograph by a map that is scaled already.
 * @param values [mapHeight, mapWidth] 0…1
 * @param placement of a map of that size in a photograph of this size; where its box is empty, the photograph stays as it is
 * @param below rows of pixels left empty below, for a legend: a large picture is not copied for it
 * @returns a new picture; the photograph is left alone
 * @throws ViewError "map-shape", "tones-shape", "alpha-out-of-range"; ImageError "image-shape", "image-side", "region-outside"
 * @example
 * ```ts
 * import { place, tint, tintOf, viewOptions } from "@camlucida/cam";
 *
 * const placement = place(1, 1, region, photo.width, photo.height);
 * const how = tintOf(viewOptions({ view: "positive" }), photo);
 * const { width, height } = tint(Float32Array.of(0.5), 1, 1, placement, photo, how, 40);
 * [width, height]; // → [photo.width, photo.height + 40]
 * ```
 */
export function tint(values: Float32Array, mapWidth: number, mapHeight: number, placement: Placement, image: Image, how: Tint, below = 0): Image {
  const { box, columns, rows } = placement;
  requireImage(image);
  requireMap(values, mapWidth, mapHeight);
  requireBox(box, image);
  const table = tintTable(how);
  const height = image.height + below;
  const data = new Uint8Array(4 * image.width * height);
  data.set(image.data);
  if (box.width === 0 || box.height === 0) return { ...image, height, data };
  const rowAt = rowsAlongX(values, mapWidth, 1, columns); // [box.width]
  const lines = linesOver(values, mapWidth, placement, image, how);
  const strip = (y: number, from: number, to: number): Uint8Array => data.subarray(4 * (y * image.width + from), 4 * (y * image.width + to));
  for (let y = 0; y < image.height; y++) {
    const row = y - box.y;
    if (row < 0 || row >= box.height) {
      darken(strip(y, 0, image.width), table);
      continue;
    }
    darken(strip(y, 0, box.x), table);
    darken(strip(y, box.x + box.width, image.width), table);
    const [above, below] = [rowAt(rows.indices[2 * row]!), rowAt(rows.indices[2 * row + 1]!)];
    const pixels = strip(y, box.x, box.x + box.width);
    lines.draw(pixels, row, tintRow(pixels, above, rows.weights[2 * row]!, below, rows.weights[2 * row + 1]!, table, lines));
  }
  return { ...image, height, data };
}

/** [257 · 6 + 1]: what a level adds to each channel and what it adds per lightness, in 1/65025; last what it keeps of the photograph. */
function tintTable({ tones, alpha }: Tint): Float64Array {
  requireTones(tones);
  const strength = alphaLevel(alpha);
  const table = new Float64Array((unseen + 1) * 6 + 1);
  for (let entry = 0; entry <= unseen; entry++) {
    for (let c = 0; c < 3; c++) {
      const [dark, light] = [tones[8 * entry + c]!, tones[8 * entry + 4 + c]!];
      // Half of 1/65025 more than the formula's numerator: so that no product falls short of a whole number that it should reach.
      table[6 * entry + 2 * c] = strength * 255 * dark + (full >> 1) + 0.5;
      table[6 * entry + 2 * c + 1] = strength * (light - dark);
    }
  }
  table[table.length - 1] = 255 * (255 - strength);
  return table;
}

/** @param pixels [width, 4], changed; @param above and below [width] values; @param a and b their weights; @returns how many pixels may lie on a line */
function tintRow(pixels: Uint8Array, above: Float32Array, a: number, below: Float32Array, b: number, table: Float64Array, { near, candidates }: Lines): number {
  const { fround } = Math;
  const keep = table[table.length - 1]!;
  let found = 0;
  for (let x = 0, p = 0; x < above.length; x++, p += 4) {
    const value = fround(fround(above[x]! * a) + fround(below[x]! * b));
    const level = Math.min(Math.max(fround(fround(255 * value) + 0.5), 0), 255) | 0;
    if (near[level] === 1) candidates[found++] = x;
    tintPixel(pixels, p, 6 * level, keep, table);
  }
  return found;
}

function darken(pixels: Uint8Array, table: Float64Array): void {
  const keep = table[table.length - 1]!;
  for (let p = 0; p < pixels.length; p += 4) tintPixel(pixels, p, 6 * unseen, keep, table);
}

function tintPixel(pixels: Uint8Array, p: number, entry: number, keep: number, table: Float64Array): void {
  const [red, green, blue] = [pixels[p]!, pixels[p + 1]!, pixels[p + 2]!];
  const light = (54 * red + 183 * green + 19 * blue + 128) >> 8;
  pixels[p] = ((keep * red + table[entry]! + table[entry + 1]! * light) * (1 / full)) | 0;
  pixels[p + 1] = ((keep * green + table[entry + 2]! + table[entry + 3]! * light) * (1 / full)) | 0;
  pixels[p + 2] = ((keep * blue + table[entry + 4]! + table[entry + 5]! * light) * (1 / full)) | 0;
}

interface Lines {
  readonly near: Uint8Array; // [256]: 1 for a level that a line may pass near
  readonly candidates: Int32Array; // [box.width]: columns of such pixels
  /** @param found how many candidates a row has */
  draw(pixels: Uint8Array, row: number, found: number): void;
}

/** Of a map's values: their slopes are known exactly, and few pixels lie near a line. */
function linesOver(values: Float32Array, mapWidth: number, { box, columns, rows, cellsPerPixel }: Placement, image: Image, { alpha, steps }: Tint): Lines {
  const [line, strength] = [lineStyle(image.width, image.height), alphaLevel(alpha)];
  const reach = (pen.edge * line.width + 0.5) * steepest(values, mapWidth, cellsPerPixel);
  const candidates = new Int32Array(box.width);
  return {
    candidates,
    near: Uint8Array.from({ length: 256 }, (_, level) => Number(steps > 0 && awayFromLines(level / 255, steps) <= reach + 1 / 255)),
    draw: (pixels, row, found) => {
      const [up, down, v0, v1] = [rows.indices[2 * row]! * mapWidth, rows.indices[2 * row + 1]! * mapWidth, rows.weights[2 * row]!, rows.weights[2 * row + 1]!];
      for (let i = 0; i < found; i++) {
        const x = candidates[i]!;
        const left = columns.indices[2 * x]!;
        const right = columns.indices[2 * x + 1]!;
        const w0 = columns.weights[2 * x]!;
        const w1 = columns.weights[2 * x + 1]!;
        const [a, b, c, d] = [values[up + left]!, values[up + right]!, values[down + left]!, values[down + right]!];
        const across = ((b - a) * v0 + (d - c) * v1) * cellsPerPixel.x;
        const falling = ((c - a) * w0 + (d - b) * w1) * cellsPerPixel.y;
        const ink = inkAt((a * w0 + b * w1) * v0 + (c * w0 + d * w1) * v1, across, falling, box.x + x, box.y + row, steps, line, strength);
        if (ink > 0) putInk(pixels, 4 * x, ink & 255, ink >> 8);
      }
    },
  };
}

/** The dark line, then the light one on it. */
function putInk(pixels: Uint8Array, p: number, dark: number, light: number): void {
  for (let c = p; c < p + 3; c++) {
    const darkened = ((pixels[c]! * (255 - dark) + 127) / 255) | 0;
    pixels[c] = ((darkened * (255 - light) + 255 * light + 127) / 255) | 0;
  }
}

/** How far a value is from the next level that may have a line. */
const awayFromLines = (value: number, steps: number): number => Math.abs(value - Math.round(value * steps) / steps);

/** No slope is steeper, per pixel. */
function steepest(values: Float32Array, mapWidth: number, { x, y }: Placement["cellsPerPixel"]): number {
  let [across, down] = [0, 0];
  for (let at = 0; at < values.length; at++) {
    if ((at + 1) % mapWidth !== 0 && at + 1 < values.length) across = Math.max(across, Math.abs(values[at + 1]! - values[at]!));
    if (at + mapWidth < values.length) down = Math.max(down, Math.abs(values[at + mapWidth]! - values[at]!));
  }
  return Math.hypot(across * x, down * y);
}

// The same as a step of a graph. Shader tint.wgsl.
//
// Shapes    values [h · w] float32 0…1, columns [box.width, 4], rows [box.height, 4], tones [257, 8] u8, geometry [4],
//           photograph [H, W, 4] u8 → [H, W, 4] u8.

const [lanes, run] = [64, 16]; // columns per workgroup and rows per invocation, as in the shader

/** x, y: the box's upper left pixel; mapWidth: cells; alpha: 0…255; steps: between lines. */
type TintAttributes = { readonly x: number; readonly y: number; readonly mapWidth: number; readonly alpha: number; readonly steps: number };

const boxOf = ({ constants: { x, y }, inputs }: Step<TintAttributes>) => ({ x, y, width: axes(inputs[1], 2)[0], height: axes(inputs[2], 2)[0] });

const tintOp: Op<TintAttributes> = {
  name: "tint",
  kernel: (step) => {
    const [height, width] = axes(step.output, 3);
    const { alpha, mapWidth, steps } = step.constants;
    const box = boxOf(step);
    const { dash, drawn } = lineStyle(width, height);
    return {
      wgsl,
      constants: {},
      sizes: { width, height, x: box.x, y: box.y, boxWidth: box.width, boxHeight: box.height, alpha, mapWidth, steps, dash, drawn },
      workgroups: [Math.ceil(width / lanes), Math.ceil(height / run), 1],
    };
  },
  reference: (step, [values, columns, rows, tones, geometry, photo]) => {
    const [height, width] = axes(step.output, 3);
    const { alpha, mapWidth, steps } = step.constants;
    const placement = {
      box: boxOf(step), columns: axisOf(columns as Float32Array), rows: axisOf(rows as Float32Array),
      cellsPerPixel: { x: geometry![0]!, y: geometry![1]! },
    };
    const image = { width, height, data: photo as Uint8Array };
    return tint(values as Float32Array, mapWidth, values!.length / mapWidth, placement, image, { tones: tones as Uint8Array, alpha: alpha / 255, steps }).data;
  },
};

/**
 * Feeds what depends on the placement and the colours; the placement's box is not empty.
 * @throws ViewError "alpha-out-of-range", "tones-shape"
 */
export function tintStep(feed: Feed, name: string, values: Value, photo: Value, mapWidth: number, placement: Placement, { tones, alpha, steps }: Tint): Value {
  requireTones(tones);
  const { box, columns, rows, cellsPerPixel } = placement;
  const [height, width] = axes(photo, 3);
  const inputs = [
    values,
    feed.input("columns", [box.width, 4], axisTable(columns)),
    feed.input("rows", [box.height, 4], axisTable(rows)),
    feed.input("tones", [257, 8], tones),
    feed.input("geometry", [4], Float32Array.of(cellsPerPixel.x, cellsPerPixel.y, lineStyle(width, height).width, 0)),
    photo,
  ];
  return feed.graph.step(tintOp, name, inputs, photo.shape, { x: box.x, y: box.y, mapWidth, alpha: alphaLevel(alpha), steps }, "u8");
}

/** One axis of a bilinear resize as the shader reads it, a vec4 per pixel. [out, 4]: (index, index, weight, weight); indices stay below 2²⁴ and are exact */
function axisTable({ indices, weights }: LinearAxis): Float32Array {
  const table = new Float32Array(indices.length * 2);
  for (let i = 0; i < indices.length; i += 2) table.set([indices[i]!, indices[i + 1]!, weights[i]!, weights[i + 1]!], 2 * i);
  return table;
}

/** The inverse of `axisTable`. */
function axisOf(table: Float32Array): LinearAxis {
  const axis = { indices: new Int32Array(table.length / 2), weights: new Float32Array(table.length / 2) };
  for (let i = 0; i < table.length; i += 4) {
    axis.indices.set(table.subarray(i, i + 2), i / 2);
    axis.weights.set(table.subarray(i + 2, i + 4), i / 2);
  }
  return axis;
}
