// The same numbers on other axes, row by row, and flattening. Shader reshape.wgsl. The adjoint is the way back.
import { GraphError } from "../../graph/errors.ts";
import { elements, type Graph, type Op, type Shape, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { workgroupIn } from "../../graph/shader_text.ts";
import { parameterOfRows, type Parameter } from "../../graph/parameter.ts";
import { lastAxis, type ImageShape } from "../../graph/shapes.ts";
import { wrapped } from "../shared/grid.ts";
import wgsl from "./reshape.wgsl" with { type: "text" };

const reshapeOp: Op = {
  name: "reshape",
  kernel: ({ inputs, output }) => {
    const [inChannels, outChannels] = [lastAxis(inputs[0]), lastAxis(output)];
    const quadCount = (elements(output.shape) / outChannels) * quads(outChannels);
    const { row, along, layers } = wrapped(quadCount, workgroupIn(wgsl)[0]);
    const sizes = { inChannels, outChannels, quads: quadCount, row };
    return { wgsl, constants: {}, sizes, workgroups: [along, layers, 1] };
  },
  reference: (_, [input]: [Float32Array]) => input.slice(),
  adjoint: ({ inputs: [input] }, gradient, { graph, name }) =>
    [graph.step(reshapeOp, name, [gradient], (input as Value).shape)],
};

/**
 * The same numbers, row by row, on other axes. The first axis must stay where a graph is to run for several images.
 * @throws GraphError "graph-shape" for another number of elements
 * @example
 * ```ts
 * import { Graph, reshape } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const { shape } = reshape(graph, "rows", graph.input("image", [1, 7, 7, 512]), [1, 49, 512]);
 * shape; // → [1, 49, 512]
 * ```
 */
export function reshape(graph: Graph, name: string, input: Value, shape: Shape): Value {
  if (elements(shape) !== elements(input.shape)) {
    throw new GraphError(
      "graph-shape",
      `graph: "${name}" makes [${shape.join(", ")}] of "${input.name}" [${input.shape.join(", ")}]; expected ` +
        `${elements(input.shape)} numbers.`,
    );
  }
  return graph.step(reshapeOp, name, [input], shape);
}

/**
 * [N, H, W, C] → [N, H·W·C], in this order, which is not PyTorch's: `flattenedWeight` puts the rows of the weight
 * behind it into the same, so that no data changes place.
 * @example
 * ```ts
 * import { flatten, Graph } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const { shape } = flatten(graph, "flat", graph.input("image", [2, 7, 7, 512]));
 * shape; // → [2, 25088]
 * ```
 */
export const flatten = (graph: Graph, name: string, input: Value): Value =>
  reshape(graph, name, input, [input.shape[0] ?? 1, elements(input.shape.slice(1))]);

/**
 * What PyTorch has behind a flattening, [classes, C·H·W], as `linear` takes it behind `flatten`, [H·W·C, classes]: the
 * positions are like the taps of a convolution that covers the whole image.
 * @param image that is flattened, [N, H, W, C]
 * @example
 * ```ts
 * import { flatten, flattenedWeight, Graph, linear, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const image = graph.input("image", [1, 1, 2, 2]);
 * const weight = Float32Array.of(1, 10, 100, 1000); // of [channel 0, x 0], [0, 1], [1, 0], [1, 1]
 * const rows = graph.parameter("weight", [4, 1], flattenedWeight(weight, [1, 1, 2, 2]));
 * const bias = graph.parameter("bias", [1], Float32Array.of(0));
 * const output = linear(graph, "output", flatten(graph, "flat", image), rows, bias);
 * runByReferences(graph, [output], { image: Float32Array.of(1, 2, 3, 4) }); // → { output: Float32Array.of(4231) }
 * ```
 */
export function flattenedWeight(weight: Float32Array, [, h, w, c]: ImageShape): Parameter {
  const row = h * w * c;
  const scale = new Float64Array(weight.length / row).fill(1);
  return parameterOfRows({ cin: c, taps: h * w, scale, read: (from, to) => weight.subarray(from * row, to * row) });
}
