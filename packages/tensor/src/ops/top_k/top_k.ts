// The K largest of each row, largest first; K = 1 is argmax. Shader top_k.wgsl.
import { GraphError } from "../../graph/errors.ts";
import type { Graph, Op, Value } from "../../graph/graph.ts";
import { padded } from "../../graph/layout.ts";
import { axes, lastAxis, matrixShape } from "../../graph/shapes.ts";
import wgsl from "./top_k.wgsl" with { type: "text" };

/** The k largest of each row of `input` [rows, channels] → [rows, k, 2], pairs (index, value), equal values by index. */
function topKReference(input: Float32Array, channels: number, k: number): Float32Array {
  const pairs: number[] = [];
  for (let at = 0; at < input.length; at += channels) {
    const row = input.subarray(at, at + channels);
    const order = [...row.keys()].sort((a, b) => (row[b] as number) - (row[a] as number) || a - b);
    for (const index of order.slice(0, k)) pairs.push(index, row[index] as number);
  }
  return Float32Array.from(pairs);
}

const topKOp: Op = {
  name: "top_k",
  kernel: ({ inputs, output }) => {
    const channels = lastAxis(inputs[0]);
    const [rows, k] = axes(output, 3);
    return { wgsl, constants: { CHANNELS: channels, PITCH: padded(channels), K: k }, workgroups: [rows, 1, 1] };
  },
  reference: ({ inputs, output }, [input]: [Float32Array]) => topKReference(input, lastAxis(inputs[0]), axes(output, 3)[1]),
};

/**
 * [rows, C] → [rows, k, 2]: pairs (index, value), largest value first, equal values by index.
 * @throws GraphError "graph-shape" if k is not in 1 … C
 * @example
 * ```ts
 * import { Graph, runByReferences, topK } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const top = topK(graph, "top", graph.input("logits", [1, 4]), 2);
 * runByReferences(graph, [top], { logits: Float32Array.of(1, 9, 3, 8) }); // → { top: Float32Array.of(1, 9, 3, 8) }
 * ```
 */
export function topK(graph: Graph, name: string, input: Value, k: number): Value {
  const [rows, channels] = matrixShape(input);
  if (!(k >= 1 && k <= channels)) throw new GraphError("graph-shape", `graph: "${name}" asks for the ${k} largest of ${channels}.`);
  return graph.step(topKOp, name, [input], [rows, k, 2]);
}
