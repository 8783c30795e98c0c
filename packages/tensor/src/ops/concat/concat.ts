// Concatenation of channels, and its adjoint: each input's range of the gradient. Shader concat.wgsl.
//
// Shapes    [..., C_0], [..., C_1], … → [..., C_0 + C_1 + …]
import { GraphError } from "../../graph/errors.ts";
import { elements, type Graph, type Kernel, type Op, type Step, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { workgroupIn } from "../../graph/shader_text.ts";
import { lastAxis } from "../../graph/shapes.ts";
import { wrapped } from "../shared/grid.ts";
import { slice } from "../slice/slice.ts";
import wgsl from "./concat.wgsl" with { type: "text" };

/** Row by row. @param channels of each input; @returns [rows, Σ channels] */
function concatReference(inputs: readonly Float32Array[], channels: readonly number[], rows: number): Float32Array {
  const total = sum(channels);
  const output = new Float32Array(rows * total);
  let begin = 0;
  channels.forEach((width, at) => {
    const input = inputs[at] as Float32Array;
    for (let row = 0; row < rows; row++) {
      output.set(input.subarray(row * width, (row + 1) * width), row * total + begin);
    }
    begin += width;
  });
  return output;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** Of the inputs, and where each ends. */
function rangesOf(inputs: readonly Value[]): { begin: number; end: number }[] {
  let end = 0;
  return inputs.map((input) => ({ begin: end, end: (end += lastAxis(input)) }));
}

const MOST = 7; // inputs of a step: with the output the eight buffers that every adapter binds at once

function kernelOf({ inputs, output }: Step): Kernel {
  const channels = lastAxis(output);
  const quadCount = (elements(output.shape) / channels) * quads(channels);
  const { row, along, layers } = wrapped(quadCount, workgroupIn(wgsl)[0]);
  const ranges = rangesOf(inputs);
  const ends = Array.from({ length: MOST - 1 }, (_, at) => [`end${at}`, ranges[at]?.end ?? channels] as const);
  return {
    wgsl,
    reads: Array.from({ length: MOST }, (_, at) => (inputs[at] ?? inputs[0]) as Value),
    constants: {},
    sizes: { ...Object.fromEntries(ends), channels, quads: quadCount, row },
    workgroups: [along, layers, 1],
  };
}

export const concatOp: Op = {
  name: "concat",
  kernel: kernelOf,
  reference: ({ inputs, output }, arrays: readonly Float32Array[]) =>
    concatReference(arrays, inputs.map(lastAxis), elements(output.shape) / lastAxis(output)),
  adjoint: ({ inputs }, gradient, { graph, name }) =>
    rangesOf(inputs).map(({ begin, end }, at) => slice(graph, `${name} (${at + 1})`, gradient, { begin, end })),
};

/**
 * The channels of all inputs, one input's behind the other's; more than seven are joined in several steps.
 * @param inputs alike but for their last axis
 * @throws GraphError "graph-shape" for none, and for those that differ in another axis
 * @example
 * ```ts
 * import { concat, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = concat(graph, "output", [graph.input("a", [2, 1]), graph.input("b", [2, 2])]);
 * const inputs = { a: Float32Array.of(1, 2), b: Float32Array.of(10, 20, 30, 40) };
 * runByReferences(graph, [output], inputs); // → { output: Float32Array.of(1, 10, 20, 2, 30, 40) }
 * ```
 */
export function concat(graph: Graph, name: string, inputs: readonly Value[]): Value {
  const [first] = inputs;
  if (!first) throw new GraphError("graph-shape", `graph: "${name}" joins no inputs; give it one at least.`);
  const odd = inputs.find(({ shape }) => shape.slice(0, -1).join() !== first.shape.slice(0, -1).join());
  if (odd) {
    const shapes = `"${first.name}" [${first.shape.join(", ")}] and "${odd.name}" [${odd.shape.join(", ")}]`;
    throw new GraphError("graph-shape", `graph: "${name}" joins ${shapes}; all axes but the last must be alike.`);
  }
  if (inputs.length <= MOST) {
    return graph.step(concatOp, name, inputs, [...first.shape.slice(0, -1), sum(inputs.map(lastAxis))]);
  }
  // As few and as even groups as there can be, each a step.
  const groups = Math.ceil(inputs.length / MOST);
  const bounds = Array.from({ length: groups + 1 }, (_, at) => Math.round((at * inputs.length) / groups));
  return concat(graph, name, bounds.slice(1).map((end, at) =>
    concat(graph, `${name} (part ${at + 1} of ${groups})`, inputs.slice(bounds[at], end))));
}
