// Channels in another order, known beforehand: out[..., c] = in[..., index[c]]. The adjoint adds up what each channel
// was taken to. Shader channel_gather.wgsl serves both: see ops/shared/axis_map.ts.
//
// Shapes    [..., C], index [C'] → [..., C']
import { GraphError } from "../../graph/errors.ts";
import { elements, type Graph, type Op, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { workgroupIn } from "../../graph/shader_text.ts";
import { lastAxis } from "../../graph/shapes.ts";
import { mapParameter, transposedMap, visitMap } from "../shared/axis_map.ts";
import { wrapped } from "../shared/grid.ts";
import wgsl from "./channel_gather.wgsl" with { type: "text" };

/** @param input [rows, from]; @param map packed; @returns [rows, to] */
function channelGatherReference(
  input: Float32Array, map: Float32Array, rows: number, from: number, to: number,
): Float32Array {
  const terms: { c: number; index: number; weight: number }[] = [];
  visitMap(map, to, (c, index, weight) => terms.push({ c, index, weight }));
  const sums = new Float64Array(rows * to);
  for (let row = 0; row < rows; row++) {
    for (const { c, index, weight } of terms) {
      const at = row * to + c;
      sums[at] = (sums[at] as number) + weight * (input[row * from + index] as number);
    }
  }
  return Float32Array.from(sums);
}

/** Inputs: what is gathered from, the map. */
const channelGatherOp: Op = {
  name: "channel_gather",
  kernel: ({ inputs, output }) => {
    const [inChannels, outChannels] = [lastAxis(inputs[0]), lastAxis(output)];
    const quadCount = (elements(output.shape) / outChannels) * quads(outChannels);
    const { row, along, layers } = wrapped(quadCount, workgroupIn(wgsl)[0]);
    const sizes = { inChannels, outChannels, quads: quadCount, row };
    return { wgsl, constants: {}, sizes, workgroups: [along, layers, 1] };
  },
  reference: ({ inputs, output }, [input, map]: [Float32Array, Float32Array]) => {
    const to = lastAxis(output);
    return channelGatherReference(input, map, elements(output.shape) / to, lastAxis(inputs[0]), to);
  },
  adjoint: ({ inputs, output }, gradient, context) => {
    const [input, map] = inputs as [Value, Value];
    const back = transposedMap(context, `${context.name} (places)`, map, lastAxis(output), lastAxis(input));
    return [context.graph.step(channelGatherOp, context.name, [gradient, back], input.shape), undefined];
  },
};

/**
 * Channels by their index: in another order, several times, or not at all.
 * @throws GraphError "graph-shape" for an index that is no channel
 * @example
 * ```ts
 * import { channelGather, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = channelGather(graph, "output", graph.input("input", [1, 3]), [2, 0, 0]);
 * runByReferences(graph, [output], { input: Float32Array.of(5, 6, 7) }); // → { output: Float32Array.of(7, 5, 5) }
 * ```
 */
export function channelGather(graph: Graph, name: string, input: Value, index: readonly number[]): Value {
  const channels = lastAxis(input);
  const wrong = index.find((c) => !Number.isInteger(c) || c < 0 || c >= channels);
  if (wrong !== undefined) {
    throw new GraphError(
      "graph-shape",
      `graph: "${name}" takes channel ${wrong} of "${input.name}", which has ${channels}; expected 0 … ` +
        `${channels - 1}.`,
    );
  }
  const map = mapParameter(graph, `${name} (index)`, index.map((c) => [{ index: c, weight: 1 }]));
  return graph.step(channelGatherOp, name, [input, map], [...input.shape.slice(0, -1), index.length]);
}

/**
 * ShuffleNet's order: channels in `groups` of equal length, dealt out one from each group in turn.
 * @throws GraphError "graph-shape" where the groups do not divide the channels
 * @example
 * ```ts
 * import { channelShuffle, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = channelShuffle(graph, "output", graph.input("x", [1, 4]), 2);
 * runByReferences(graph, [output], { x: Float32Array.of(0, 1, 2, 3) }); // → { output: Float32Array.of(0, 2, 1, 3) }
 * ```
 */
export function channelShuffle(graph: Graph, name: string, input: Value, groups: number): Value {
  const channels = lastAxis(input);
  const width = channels / groups;
  if (!Number.isInteger(width) || !(groups > 0)) {
    throw new GraphError(
      "graph-shape",
      `graph: "${name}" shuffles the ${channels} channels of "${input.name}" in ${groups} groups; expected a ` +
        `divisor of ${channels}.`,
    );
  }
  const index = Array.from({ length: channels }, (_, c) => (c % groups) * width + Math.floor(c / groups));
  return channelGather(graph, name, input, index);
}
