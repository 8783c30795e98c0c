// Values to colours as a step of a graph. Shader colourise.wgsl, reference colour.ts.
//
// Shapes    values [height · width] float32 0…1, colour map [256, 4] u8 → [height, width, 4] u8 RGBA.
import type { Graph, Op, Value } from "@camlucida/tensor";
import { colourise, levelsOf } from "./colour.ts";
import { pixelGrid } from "./pixel_grid.ts";
import wgsl from "./colourise.wgsl" with { type: "text" };

export const colouriseOp: Op = {
  name: "colourise",
  kernel: ({ output }) => {
    const [height = 0, width = 0] = output.shape;
    return { wgsl, constants: {}, sizes: [width, height, 0, 0], workgroups: pixelGrid(width, height) };
  },
  cpu: (_, [values, colourMap]) => colourise(levelsOf(values as Float32Array), colourMap as Uint8Array),
};

export const colouriseStep = (graph: Graph, name: string, values: Value, colourMap: Value, width: number, height: number): Value =>
  graph.step(colouriseOp, name, [values, colourMap], [height, width, 4], {}, "u8");
