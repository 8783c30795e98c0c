// Bilinear upsampling as a step of a graph. Shader upsample.wgsl, reference interpolateF32.
//
// Shapes    map [h · w], columns [width, 4], rows [height, 4] → [height · width], all float32.
import type { Graph, Op, Value } from "@camlucida/tensor";
import { interpolateF32 } from "../resample/opencv.ts";
import { axisOf } from "./axis_table.ts";
import { pixelGrid } from "./pixel_grid.ts";
import wgsl from "./upsample.wgsl" with { type: "text" };

export const upsampleOp: Op = {
  name: "upsample",
  kernel: ({ constants, inputs }) => {
    const [width, height] = [inputs[1]?.shape[0] ?? 0, inputs[2]?.shape[0] ?? 0];
    return { wgsl, constants: {}, sizes: [constants["mapWidth"] ?? 0, width, height, 0], workgroups: pixelGrid(width, height) };
  },
  cpu: ({ constants }, [map, columns, rows]) =>
    interpolateF32(map as Float32Array, constants["mapWidth"] ?? 0, 1, axisOf(columns as Float32Array), axisOf(rows as Float32Array)),
};

/** @param columns, rows: as `axisTable` writes them */
export function upsampleStep(graph: Graph, name: string, map: Value, mapWidth: number, columns: Value, rows: Value): Value {
  return graph.step(upsampleOp, name, [map, columns, rows], [(columns.shape[0] ?? 0) * (rows.shape[0] ?? 0)], { mapWidth });
}
