// A linear map along y and one along x of an image: what resizing, adaptive pooling and mirrored borders have in
// common, and their adjoints too, which are the same with both maps transposed. Shader resample.wgsl.
//
// Shapes    image [N, H, W, C] → [N, H', W', C]
import { elements, type Graph, type Kernel, type Op, type Step, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { workgroupIn } from "../../graph/shader_text.ts";
import { imageShape, type ImageShape } from "../../graph/shapes.ts";
import { mapParameter, transposedMap, visitMap, type Term } from "../shared/axis_map.ts";
import { wrapped } from "../shared/grid.ts";
import wgsl from "./resample.wgsl" with { type: "text" };

/** In float64. @param image of the shape `from`; @param rows, columns packed maps; @returns of the shape `to` */
function resampleReference(
  image: Float32Array, rows: Float32Array, columns: Float32Array, [, inH, inW, channels]: ImageShape, to: ImageShape,
): Float32Array {
  const [n, outH, outW] = to;
  const sums = new Float64Array(elements(to));
  for (let each = 0; each < n; each++) {
    visitMap(rows, outH, (y, v, rowWeight) => visitMap(columns, outW, (x, u, columnWeight) => {
      const [from, into] = [((each * inH + v) * inW + u) * channels, ((each * outH + y) * outW + x) * channels];
      const weight = rowWeight * columnWeight;
      for (let c = 0; c < channels; c++) {
        sums[into + c] = (sums[into + c] as number) + weight * (image[from + c] as number);
      }
    }));
  }
  return Float32Array.from(sums);
}

function kernelOf({ inputs, output }: Step): Kernel {
  const [, inH, inW, channels] = imageShape(inputs[0]);
  const [n, outH, outW] = imageShape(output);
  const quadCount = n * outH * outW * quads(channels);
  const { row, along, layers } = wrapped(quadCount, workgroupIn(wgsl)[0]);
  const sizes = { inH, inW, outH, outW, channelQuads: quads(channels), quads: quadCount, row };
  return { wgsl, constants: {}, sizes, workgroups: [along, layers, 1] };
}

/** Inputs: image, the map of its rows, the map of its columns. */
const resampleOp: Op = {
  name: "resample",
  kernel: kernelOf,
  reference: ({ inputs, output }, [image, rows, columns]: [Float32Array, Float32Array, Float32Array]) =>
    resampleReference(image, rows, columns, imageShape(inputs[0]), imageShape(output)),
  adjoint: ({ inputs, output }, gradient, context) => {
    const [image, rows, columns] = inputs as [Value, Value, Value];
    const [, inH, inW] = imageShape(image);
    const [, outH, outW] = imageShape(output);
    const { graph, name } = context;
    const back = [
      gradient,
      transposedMap(context, `${name} (rows)`, rows, outH, inH),
      transposedMap(context, `${name} (columns)`, columns, outW, inW),
    ];
    return [graph.step(resampleOp, name, back, image.shape), undefined, undefined];
  },
};

/** For every output along an axis its terms. */
export type AxisTerms = readonly (readonly Term[])[];

/** An image with one map along its rows and one along its columns. */
export function resample(graph: Graph, name: string, input: Value, rows: AxisTerms, columns: AxisTerms): Value {
  const [n, , , channels] = imageShape(input);
  const maps = [mapParameter(graph, `${name} (rows)`, rows), mapParameter(graph, `${name} (columns)`, columns)];
  return graph.step(resampleOp, name, [input, ...maps], [n, rows.length, columns.length, channels]);
}
