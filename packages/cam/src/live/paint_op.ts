// The three view ops after `normalise` fused into one, which writes a picture in one pass over its pixels. Shader paint.wgsl,
// references upsample.ts, colour.ts and overlay.ts.
//
// Shapes    values [h · w] float32 0…1, columns [box.width, 4], rows [box.height, 4], colour map [256, 4] u8,
//           photograph [H, W, 4] u8 → [H, W, 4] u8.
import type { Graph, Op, Step, Value } from "@camlucida/tensor";
import { interpolateF32 } from "../resample/opencv.ts";
import { axisOf } from "../views/axis_table.ts";
import { colourise, levelsOf } from "../views/colour.ts";
import { alphaLevel, overlay } from "../views/overlay.ts";
import wgsl from "./paint.wgsl" with { type: "text" };

const [lanes, run] = [64, 16]; // columns per workgroup and rows per invocation, as in the shader

const boxOf = ({ constants, inputs }: Step) =>
  ({ x: constants["x"] ?? 0, y: constants["y"] ?? 0, width: inputs[1]?.shape[0] ?? 0, height: inputs[2]?.shape[0] ?? 0 });

export const paintOp: Op = {
  name: "paint",
  kernel: (step) => {
    const [height = 0, width = 0] = step.output.shape;
    const { strength = 0, mapWidth = 0 } = step.constants;
    const box = boxOf(step);
    return {
      wgsl,
      constants: {},
      sizes: [width, height, box.x, box.y, box.width, box.height, strength, mapWidth],
      workgroups: [Math.ceil(width / lanes), Math.ceil(height / run), 1],
    };
  },
  cpu: (step, [values, columns, rows, colourMap, photo]) => {
    const [height = 0, width = 0] = step.output.shape;
    const { strength = 0, mapWidth = 0 } = step.constants;
    const spread = interpolateF32(values as Float32Array, mapWidth, 1, axisOf(columns as Float32Array), axisOf(rows as Float32Array));
    const colours = colourise(levelsOf(spread), colourMap as Uint8Array);
    return overlay({ width, height, data: photo as Uint8Array }, colours, boxOf(step), strength / 255).data;
  },
};

export interface Brush {
  readonly mapWidth: number;
  readonly columns: Value; // as `axisTable` writes them
  readonly rows: Value;
  readonly colourMap: Value;
  readonly x: number; // of the box in the photograph
  readonly y: number;
  readonly alpha: number; // 0…1
}

/** @throws ViewError "alpha-out-of-range" */
export function paint(graph: Graph, name: string, values: Value, photo: Value, { columns, rows, colourMap, mapWidth, x, y, alpha }: Brush): Value {
  return graph.step(paintOp, name, [values, columns, rows, colourMap, photo], photo.shape, { x, y, mapWidth, strength: alphaLevel(alpha) }, "u8");
}
