// The K largest of each row, largest first; K = 1 is argmax. Shader top_k.wgsl, reference top_k.cpu.ts.
import { GraphError } from "../../graph/errors.ts";
import type { Graph, Op, Value } from "../../graph/graph.ts";
import { padded } from "../../graph/layout.ts";
import { topKCpu } from "./top_k.cpu.ts";
import wgsl from "./top_k.wgsl" with { type: "text" };

export const topKOp: Op = {
  name: "top_k",
  kernel: ({ inputs, output }) => {
    const channels = inputs[0]?.shape.at(-1) ?? 1;
    const [rows = 0, k = 0] = output.shape;
    return { wgsl, constants: { CHANNELS: channels, PITCH: padded(channels), K: k }, workgroups: [rows, 1, 1] };
  },
  cpu: ({ inputs, output }, [input]) => topKCpu(input as Float32Array, inputs[0]?.shape.at(-1) ?? 1, output.shape[1] ?? 0),
};

/**
 * [rows, C] → [rows, k, 2]: pairs (index, value), largest value first, equal values by index.
 * @throws GraphError "graph-shape" if k is not in 1 … C
 */
export function topK(graph: Graph, name: string, input: Value, k: number): Value {
  const [rows = 0, channels = 0] = input.shape;
  if (!(k >= 1 && k <= channels)) throw new GraphError("graph-shape", `graph: "${name}" asks for the ${k} largest of ${channels}.`);
  return graph.step(topKOp, name, [input], [rows, k, 2]);
}
