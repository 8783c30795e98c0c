// A range of channels, and several of them. The adjoint puts the gradient back among zeros: see ops/pad, whose shader
// serves both.
//
// Shapes    [..., C] → [..., end − begin]
import { GraphError } from "../../graph/errors.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { lastAxis } from "../../graph/shapes.ts";
import { windowOf } from "../pad/pad.ts";

/** Channels from `begin` up to `end`, which is not among them. */
export interface ChannelRange {
  readonly begin: number;
  readonly end: number;
}

/**
 * The channels of a range.
 * @throws GraphError "graph-shape" for a range that is empty or reaches beyond the channels
 * @example
 * ```ts
 * import { Graph, runByReferences, slice } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = slice(graph, "output", graph.input("input", [2, 3]), { begin: 1, end: 3 });
 * const input = Float32Array.of(1, 2, 3, 10, 20, 30);
 * runByReferences(graph, [output], { input }); // → { output: Float32Array.of(2, 3, 20, 30) }
 * ```
 */
export function slice(graph: Graph, name: string, input: Value, { begin, end }: ChannelRange): Value {
  const channels = lastAxis(input);
  if (![begin, end].every(Number.isInteger) || begin < 0 || begin >= end || end > channels) {
    throw new GraphError(
      "graph-shape",
      `graph: "${name}" takes channels ${begin} to ${end} of "${input.name}", which has ${channels}; ` +
        `expected 0 ≤ begin < end ≤ ${channels}.`,
    );
  }
  return windowOf(graph, name, input, [...input.shape.slice(0, -1), end - begin], { top: 0, left: 0, begin, value: 0 });
}

/**
 * All channels, in parts one behind the other.
 * @param channels of each part
 * @throws GraphError "graph-shape" unless they add up to the input's
 * @example
 * ```ts
 * import { Graph, split } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const parts = split(graph, "part", graph.input("input", [1, 7, 7, 116]), [58, 58]);
 * parts.map(({ name, shape }) => [name, shape.at(-1)]); // → [["part (1)", 58], ["part (2)", 58]]
 * ```
 */
export function split(graph: Graph, name: string, input: Value, channels: readonly number[]): Value[] {
  const total = channels.reduce((a, b) => a + b, 0);
  if (total !== lastAxis(input)) {
    throw new GraphError(
      "graph-shape",
      `graph: "${name}" splits the ${lastAxis(input)} channels of "${input.name}" into ` +
        `${channels.join(" + ")} = ${total}; the parts must add up.`,
    );
  }
  let end = 0;
  return channels.map((width, at) => slice(graph, `${name} (${at + 1})`, input, { begin: end, end: (end += width) }));
}
