// Padding by a constant, and what is its adjoint: the window of the gradient that was the image. A slice is the same
// the other way round (ops/slice). Shader pad.wgsl.
//
// Shapes    image [N, H, W, C], or fewer axes with the channels last; out[n,y,x,c] = in[n, y + T, x + L, c + B]
import { GraphError } from "../../graph/errors.ts";
import { elements, type Graph, type Kernel, type Op, type Shape, type Step, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { workgroupIn } from "../../graph/shader_text.ts";
import { asImage, type ImageShape } from "../../graph/shapes.ts";
import { wrapped } from "../shared/grid.ts";
import wgsl from "./pad.wgsl" with { type: "text" };

/** Where the output begins in the input, less than 0 before it, and what stands outside of the input. */
export type WindowAttributes = {
  readonly top: number; readonly left: number; readonly begin: number; // T, L, B
  readonly value: number;
};

/** @param image of the shape `from`; @returns of the shape `to` */
function windowReference(
  image: Float32Array, from: ImageShape, to: ImageShape, { top, left, begin, value }: WindowAttributes,
): Float32Array {
  const [, inH, inW, inC] = from;
  const [n, outH, outW, outC] = to;
  const output = new Float32Array(elements(to)).fill(value);
  const [first, end] = [Math.max(begin, 0), Math.min(begin + outC, inC)]; // channels of the image that are copied
  if (first >= end) return output;
  for (let pixel = 0; pixel < n * outH * outW; pixel++) {
    const [y, x] = [(Math.floor(pixel / outW) % outH) + top, (pixel % outW) + left];
    if (y < 0 || y >= inH || x < 0 || x >= inW) continue;
    const at = ((Math.floor(pixel / (outH * outW)) * inH + y) * inW + x) * inC;
    output.set(image.subarray(at + first, at + end), pixel * outC + first - begin);
  }
  return output;
}

function kernelOf({ inputs, output, constants: { top, left, begin, value } }: Step<WindowAttributes>): Kernel {
  const [, inH, inW, inChannels] = asImage(inputs[0]);
  const [n, outH, outW, outChannels] = asImage(output);
  const quadCount = n * outH * outW * quads(outChannels);
  const { row, along, layers } = wrapped(quadCount, workgroupIn(wgsl)[0]);
  const [valueBits = 0] = new Uint32Array(Float32Array.of(value).buffer);
  const sizes = { inH, inW, inChannels, outH, outW, outChannels, top, left, begin, valueBits, quads: quadCount, row };
  return { wgsl, constants: {}, sizes, workgroups: [along, layers, 1] };
}

const windowOp: Op<WindowAttributes> = {
  name: "window",
  kernel: kernelOf,
  reference: ({ inputs, output, constants }, [image]: [Float32Array]) =>
    windowReference(image, asImage(inputs[0]), asImage(output), constants),
  adjoint: ({ inputs, constants: { top, left, begin } }, gradient, { graph, name }) => {
    const [input] = inputs as [Value];
    return [windowOf(graph, name, gradient, input.shape, { top: -top, left: -left, begin: -begin, value: 0 })];
  },
};

/** The window of `shape` that begins at (top, left, begin) of `input`. */
export const windowOf = (graph: Graph, name: string, input: Value, shape: Shape, window: WindowAttributes): Value =>
  graph.step(windowOp, name, [input], shape, window);

/** How far an image grows on each side. */
export interface Padding {
  readonly top?: number;
  readonly bottom?: number;
  readonly left?: number;
  readonly right?: number;
  /** Channels before the first and behind the last. */
  readonly front?: number;
  readonly back?: number;
  /** What stands there: 0, unless said. */
  readonly value?: number;
}

/**
 * [N, H, W, C] with a border of one value; less than 0 cuts off.
 * @throws GraphError "graph-shape" for other axes
 * @example
 * ```ts
 * import { Graph, pad, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = pad(graph, "output", graph.input("image", [1, 1, 2, 1]), { left: 1, right: 2, value: 9 });
 * runByReferences(graph, [output], { image: Float32Array.of(1, 2) }); // → { output: Float32Array.of(9, 1, 2, 9, 9) }
 * ```
 */
export function pad(
  graph: Graph, name: string, input: Value,
  { top = 0, bottom = 0, left = 0, right = 0, front = 0, back = 0, value = 0 }: Padding,
): Value {
  const { shape } = input;
  if (shape.length !== 4) {
    throw new GraphError(
      "graph-shape",
      `graph: "${name}" pads "${input.name}" [${shape.join(", ")}]; ` +
        "expected [images, height, width, channels].",
    );
  }
  const [n, h, w, c] = asImage(input);
  const grown = [n, h + top + bottom, w + left + right, c + front + back];
  return windowOf(graph, name, input, grown, { top: -top, left: -left, begin: -front, value });
}
