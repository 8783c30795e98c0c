// Parametric ReLU: x where x > 0, else a learnt slope times x. One of the functions of arithmetic.wgsl, adjoint too.
// Source    He et al. 2015, arXiv:1502.01852.
import type { Graph, Value } from "../../graph/graph.ts";
import { arithmetic } from "../arithmetic/arithmetic.ts";

/**
 * x where x > 0, else slope·x, of any shape.
 * @param slope [C], or [1] for all channels
 * @throws GraphError "graph-shape" where the shapes do not fit
 * @example
 * ```ts
 * import { Graph, prelu, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const slope = graph.parameter("slope", [2], Float32Array.of(0.5, 2));
 * const output = prelu(graph, "output", graph.input("input", [2, 2]), slope);
 * runByReferences(graph, [output], { input: Float32Array.of(-4, -4, 3, 3) }); // → { output: Float32Array.of(-2, -8, 3, 3) }
 * ```
 */
export const prelu = (graph: Graph, name: string, input: Value, slope: Value): Value => arithmetic(graph, name, "PRELU", input, slope);
