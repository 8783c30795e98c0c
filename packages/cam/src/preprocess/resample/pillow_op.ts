// Pillow's BILINEAR as steps of a graph: a pass along the rows, then one down the columns. Shader pillow.wgsl, reference pillow.ts.
//
// Shapes    photograph [H, W, 4] u8 → [rows, W', 4] u8 → [H', W', 4] u8, 0…255. All four channels are filtered alike; the
//           first three are Pillow's RGB.
import { axes, padded, type Graph, type Op, type Step, type Value } from "@camlucida/tensor";
import type { Region } from "../region.ts";
import { pixelGrid, type Feed } from "../../views/picture_graph.ts";
import { filterColumns, filterRow, pillowAxis, type PillowAxis } from "./pillow.ts";
import wgsl from "./pillow.wgsl" with { type: "text" };

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

/** The pass along the rows `top … top + rows − 1` of a picture. [H, W, 4] → [rows, W', 4] @param table from `pillowTable` */
const pillowRows = (graph: Graph, name: string, picture: Value, table: Value, top: number, rows: number): Value =>
  graph.step(pillowOp, name, [picture, table], [rows, axes(table, 2)[0], channels], { vertical: 0, top }, "u8");

/** The pass down the columns. [H, W, 4] → [H', W, 4] @param table from `pillowTable` */
const pillowColumns = (graph: Graph, name: string, picture: Value, table: Value): Value =>
  graph.step(pillowOp, name, [picture, table], [axes(table, 2)[0], axes(picture, 3)[1], channels], { vertical: 1, top: 0 }, "u8");

/**
 * `resizePillow` as two steps, their tables fed.
 * @param photo [H, W, 4] u8
 * @param window the part of the resized picture that is computed
 * @returns [window.height, window.width, 4] u8
 */
export function pillowSteps(feed: Feed, photo: Value, outWidth: number, outHeight: number, window: Region): Value {
  const [height, width] = axes(photo, 3);
  const columns = pillowAxis(width, outWidth, window.x, window.width);
  const rows = pillowAxis(height, outHeight, window.y, window.height);
  const top = rows.first[0] ?? 0; // the first row of the photograph that the window needs
  const end = (rows.first.at(-1) ?? 0) + (rows.count.at(-1) ?? 0);
  const columnTable = feed.input("resize columns", tableShape(columns), pillowTable(columns));
  const rowTable = feed.input("resize rows", tableShape(rows), pillowTable(rows, top));
  const narrowed = pillowRows(feed.graph, "resized along rows", photo, columnTable, top, end - top); // [end − top, window.width, 4]
  return pillowColumns(feed.graph, "resized", narrowed, rowTable); //                                  [window.height, window.width, 4]
}

const tableShape = ({ first, taps }: PillowAxis): [number, number] => [first.length, padded(2 + taps)];

/** An axis as the shader reads it. [out, padded(2 + taps)]: (first − origin, count, weights…, zeros) */
function pillowTable({ first, count, weights, taps }: PillowAxis, origin = 0): Float32Array {
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
