// A part of a graph, for several images at once: graph → graph.
// What lies between one Value and another keeps its ops and parameters; every array in between grows along its first axis.
import { Graph, stepsFor, type Value } from "./graph.ts";

/** A part of a graph, for several images at once. */
export interface Batched {
  readonly graph: Graph;
  readonly input: Value; // `from`, [count, …]
  readonly outputs: readonly Value[]; // `to`, [count, …] each
}

/**
 * The steps from `from` to `to` for `count` images.
 * @param from an input or any Value on the way, [1, …]: what comes before it is left out
 * @param to Values that depend on nothing else but parameters
 * @example
 * ```ts
 * import { batched, fuse, Graph, resnet } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const image = graph.input("image", [1, 224, 224, 3]);
 * const { logits } = resnet(graph, checkpoint, image);
 * const { input, outputs } = batched(fuse(graph, [logits]), image, [logits], 8);
 * [input.shape, outputs[0]?.shape]; // → [[8, 224, 224, 3], [8, 3]]
 * ```
 */
export function batched(graph: Graph, from: Value, to: readonly Value[], count: number): Batched {
  const many = new Graph();
  const grown = ([, ...rest]: readonly number[]): number[] => [count, ...rest];
  const input = many.input(from.name, grown(from.shape), from.type);
  const copies = new Map<Value, Value>([[from, input]]);
  const copyOf = (value: Value): Value => {
    const known = copies.get(value);
    if (known) return known;
    const parameter = many.parameter(value.name, value.shape, graph.parameters.get(value) ?? new Float32Array());
    copies.set(value, parameter);
    return parameter;
  };
  const later = graph.steps.filter(({ output }) => output !== from);
  for (const { op, output, inputs, constants } of stepsBetween(later, from, to)) {
    copies.set(output, many.step(op, output.name, inputs.map(copyOf), grown(output.shape), constants, output.type));
  }
  return { graph: many, input, outputs: to.map(copyOf) };
}

/** What `to` needs beyond `from`. */
function stepsBetween(steps: Graph["steps"], from: Value, to: readonly Value[]): Graph["steps"] {
  const needed = stepsFor(steps, to);
  const reached = new Set([from]);
  for (const { inputs, output } of needed) if (inputs.some((value) => reached.has(value))) reached.add(output);
  return needed.filter(({ output }) => reached.has(output));
}
