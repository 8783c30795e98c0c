// Rows and columns by their index: every second one, the other way round. Built on resample.ts, which has shader,
// reference, adjoint.
import { GraphError } from "../../graph/errors.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { imageShape } from "../../graph/shapes.ts";
import { resample, type AxisTerms } from "./resample.ts";

/**
 * [N, H, W, C] → [N, rows, columns, C]: rows and columns in another order, several times, or not at all.
 * @throws GraphError "graph-shape" for an index that is no row or column
 * @example
 * ```ts
 * import { Graph, positionGather, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = positionGather(graph, "output", graph.input("x", [1, 2, 3, 1]), [1], [2, 0]);
 * runByReferences(graph, [output], { x: Float32Array.of(1, 2, 3, 4, 5, 6) }); // → { output: Float32Array.of(6, 4) }
 * ```
 */
export function positionGather(
  graph: Graph, name: string, input: Value, rows: readonly number[], columns: readonly number[],
): Value {
  const [, h, w] = imageShape(input);
  const termsOf = (index: readonly number[], length: number): AxisTerms => {
    const wrong = index.find((at) => !Number.isInteger(at) || at < 0 || at >= length);
    if (wrong === undefined) return index.map((at) => [{ index: at, weight: 1 }]);
    throw new GraphError(
      "graph-shape",
      `graph: "${name}" takes place ${wrong} of ${length} of "${input.name}"; expected 0 … ${length - 1}.`,
    );
  };
  return resample(graph, name, input, termsOf(rows, h), termsOf(columns, w));
}
