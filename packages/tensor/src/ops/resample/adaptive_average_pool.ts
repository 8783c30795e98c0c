// The mean of each of so many bins, whatever the input's size. Built on resample.ts, which has shader, reference,
// adjoint.
//
//   bin o of `to`:  ⌊o · from/to⌋ … ⌈(o + 1) · from/to⌉        (torch.nn.AdaptiveAvgPool2d); bins may overlap
import type { Graph, Value } from "../../graph/graph.ts";
import { imageShape } from "../../graph/shapes.ts";
import { resample, type AxisTerms } from "./resample.ts";
import { requireSize } from "./resize.ts";

const bins = (from: number, to: number): AxisTerms => Array.from({ length: to }, (_, o) => {
  const begin = Math.floor((o * from) / to);
  const count = Math.ceil(((o + 1) * from) / to) - begin;
  return Array.from({ length: count }, (_each, at) => ({ index: begin + at, weight: 1 / count }));
});

/**
 * [N, H, W, C] → [N, height, width, C]: PyTorch's bins. Where the input has this size already it is the input itself.
 * @throws GraphError "graph-shape" for sizes that are no positive whole numbers
 * @example
 * ```ts
 * import { adaptiveAveragePool, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const image = graph.input("image", [1, 1, 3, 1]);
 * const output = adaptiveAveragePool(graph, "output", image, { height: 1, width: 2 });
 * runByReferences(graph, [output], { image: Float32Array.of(1, 3, 9) }); // → { output: Float32Array.of(2, 6) }
 * ```
 */
export function adaptiveAveragePool(
  graph: Graph, name: string, input: Value, size: { readonly height: number; readonly width: number },
): Value {
  const [, h, w] = imageShape(input);
  requireSize(name, size);
  if (h === size.height && w === size.width) return input;
  return resample(graph, name, input, bins(h, size.height), bins(w, size.width));
}
