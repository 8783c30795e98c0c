// Global average pooling, [N, H, W, C] → [N, C], and its adjoint. Shaders global_average_pool.wgsl and global_average_pool_adjoint.wgsl.
import { elements, type Graph, type Op, type Step, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { workgroupIn } from "../../graph/shader_text.ts";
import { imageShape, type ImageShape } from "../../graph/shapes.ts";
import { elementwise } from "../shared/grid.ts";
import adjointWgsl from "./global_average_pool_adjoint.wgsl" with { type: "text" };
import wgsl from "./global_average_pool.wgsl" with { type: "text" };

/** The mean over all positions of `input` [N, H, W, C] → [N, C]. */
function globalAveragePoolReference([n, h, w, channels]: ImageShape, input: Float32Array): Float32Array {
  const positions = h * w;
  const sums = new Float64Array(n * channels);
  for (let at = 0, position = 0; position < n * positions; position++) {
    const row = Math.floor(position / positions) * channels;
    for (let c = 0; c < channels; c++, at++) sums[row + c] = (sums[row + c] as number) + (input[at] as number);
  }
  return Float32Array.from(sums, (sum) => sum / positions);
}

/** Every position of the `image` [N, H, W, C] receives 1/(H·W) of the gradient [N, C]. */
function globalAveragePoolAdjointReference(image: ImageShape, gradient: Float32Array): Float32Array {
  const [, h, w, channels] = image;
  const positions = h * w;
  return Float32Array.from({ length: elements(image) }, (_, at) => {
    const from = Math.floor(at / (positions * channels)) * channels + (at % channels);
    return (gradient[from] as number) / positions;
  });
}

export const globalAveragePoolOp: Op = {
  name: "global_average_pool",
  kernel: ({ inputs }) => {
    const [n, h, w, channels] = imageShape(inputs[0]);
    return { wgsl, constants: { POSITIONS: h * w, CHANNEL_QUADS: quads(channels) }, workgroups: [Math.ceil(quads(channels) / workgroupIn(wgsl)[0]), n, 1] };
  },
  reference: ({ inputs }, [input]: [Float32Array]) => globalAveragePoolReference(imageShape(inputs[0]), input),
  adjoint: (step, gradient, { graph, name }) => [globalAveragePoolAdjoint(graph, name, step, gradient)],
};

/** Input: gradient. */
export const globalAveragePoolAdjointOp: Op = {
  name: "global_average_pool_adjoint",
  kernel: ({ output }) => {
    const [, h, w, channels] = imageShape(output);
    return elementwise(adjointWgsl, output, { POSITIONS: h * w, CHANNEL_QUADS: quads(channels) });
  },
  reference: ({ output }, [gradient]: [Float32Array]) => globalAveragePoolAdjointReference(imageShape(output), gradient),
};

/**
 * The mean over all positions: [N, H, W, C] → [N, C].
 * @example
 * ```ts
 * import { globalAveragePool, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const pooled = globalAveragePool(graph, "pooled", graph.input("features", [1, 1, 2, 2]));
 * runByReferences(graph, [pooled], { features: Float32Array.of(1, 5, 3, 7) }); // → { pooled: Float32Array.of(2, 6) }
 * ```
 */
export function globalAveragePool(graph: Graph, name: string, input: Value): Value {
  const [n, , , c] = imageShape(input);
  return graph.step(globalAveragePoolOp, name, [input], [n, c]);
}

/** ∂/∂image of a global average pooling, given the gradient of its output: like its image. */
const globalAveragePoolAdjoint = (graph: Graph, name: string, { inputs: [image] }: Step, gradient: Value): Value =>
  graph.step(globalAveragePoolAdjointOp, name, [gradient], (image as Value).shape);
