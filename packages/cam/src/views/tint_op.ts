// The tinted photograph as a step of a graph, in one pass over its pixels. Shader tint.wgsl, reference tint.ts.
//
// Shapes    values [h · w] float32 0…1, columns [box.width, 4], rows [box.height, 4], tones [257, 8] u8, geometry [4],
//           photograph [H, W, 4] u8 → [H, W, 4] u8.
import { axes, type Op, type Step, type Value } from "@camlucida/tensor";
import { requireTones } from "../colours/tones.ts";
import type { LinearAxis } from "../preprocess/resample/opencv.ts";
import { lineStyle } from "./contours.ts";
import { alphaLevel } from "./paint.ts";
import type { Feed } from "../preprocess/image.ts";
import { tint, type Tint } from "./tint.ts";
import type { Placement } from "./upsample.ts";
import wgsl from "./tint.wgsl" with { type: "text" };

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
      cellsPerPixel: { x: geometry?.[0] ?? 0, y: geometry?.[1] ?? 0 },
    };
    const image = { width, height, data: photo as Uint8Array };
    return tint(values as Float32Array, mapWidth, (values?.length ?? 0) / mapWidth, placement, image, { tones: tones as Uint8Array, alpha: alpha / 255, steps }).data;
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
