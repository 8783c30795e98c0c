// The article's resize and blend as steps of a graph. Shaders article_resize.wgsl and article_blend.wgsl, references
// opencv.ts and article.ts.
//
// Shapes    levels [h · w] u8 → [height · width] u8;   photograph [H, W, 4], levels [H · W], map [256, 4] → [H, W, 4], u8.
import type { Graph, Op, Value } from "@camlucida/tensor";
import { interpolateU8 } from "../preprocess/resample/opencv.ts";
import { fixedPointWeights, openCvColumns, openCvRows, type LinearAxis } from "../preprocess/resample/opencv_axis.ts";
import { axisOf, axisTable } from "../views/axis_table.ts";
import { colourise } from "../views/colour.ts";
import { pixelGrid } from "../views/pixel_grid.ts";
import { articleBlend } from "./article.ts";
import blendWgsl from "./article_blend.wgsl" with { type: "text" };
import resizeWgsl from "./article_resize.wgsl" with { type: "text" };

const widest = 32_768; // workgroups along x: the grid wraps into rows of one length, so that all large pictures share a pipeline

export const articleResizeOp: Op = {
  name: "article_resize",
  kernel: ({ constants, inputs, output }) => {
    const count = output.shape[0] ?? 0;
    const groups = Math.ceil(count / 4 / 64);
    return {
      wgsl: resizeWgsl,
      constants: { ROW: widest * 64 },
      sizes: [constants["sourceWidth"] ?? 0, inputs[1]?.shape[0] ?? 0, count, 0],
      workgroups: [Math.min(groups, widest), Math.ceil(groups / widest), 1],
    };
  },
  reference: ({ constants }, [levels, columns, rows]) =>
    interpolateU8(levels as Uint8Array, constants["sourceWidth"] ?? 0, 1, unfixed(columns as Float32Array), unfixed(rows as Float32Array)),
};

export const articleBlendOp: Op = {
  name: "article_blend",
  kernel: ({ output }) => {
    const [height = 0, width = 0] = output.shape;
    return { wgsl: blendWgsl, constants: {}, sizes: [width, height, 0, 0], workgroups: pixelGrid(width, height) };
  },
  reference: ({ output }, [photo, levels, colourMap]) => {
    const [height = 0, width = 0] = output.shape;
    const image = { width, height, data: photo as Uint8Array };
    return articleBlend(image, colourise(levels as Uint8Array, colourMap as Uint8Array)).data;
  },
};

/** The tables of a resize, as `articleResize` wants them. [out width, 4] and [out height, 4] */
export function articleTables(width: number, height: number, outWidth: number, outHeight: number): Record<"columns" | "rows", Float32Array> {
  const [columns, rows] = [openCvColumns(width, outWidth), openCvRows(height, outHeight)];
  return { columns: axisTable(columns, fixedPointWeights(columns)), rows: axisTable(rows, fixedPointWeights(rows)) };
}

/** @param columns, rows: from `articleTables` */
export function articleResize(graph: Graph, name: string, levels: Value, sourceWidth: number, columns: Value, rows: Value): Value {
  const length = (columns.shape[0] ?? 0) * (rows.shape[0] ?? 0);
  return graph.step(articleResizeOp, name, [levels, columns, rows], [length], { sourceWidth }, "u8");
}

export const articleBlendStep = (graph: Graph, name: string, photo: Value, levels: Value, colourMap: Value): Value =>
  graph.step(articleBlendOp, name, [photo, levels, colourMap], photo.shape, {}, "u8");

/** From whole weights back to shares; fixing them again gives the same whole numbers. */
function unfixed(table: Float32Array): LinearAxis {
  const { indices, weights } = axisOf(table);
  return { indices, weights: weights.map((weight) => weight / 2048) };
}
