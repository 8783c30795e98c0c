// Concatenation of channels, and its adjoint: each input's range of the gradient. Shader concat.wgsl.
// With scale, shift and ReLU it is what fold_concats.ts makes of a concatenation, batch-norm and ReLU.
//
// Shapes    [..., C_0], [..., C_1], … → [..., C], C = C_0 + C_1 + …; scale, shift [C]
import { GraphError } from "../../graph/errors.ts";
import { elements, type Graph, type Kernel, type Op, type Step, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { workgroupIn } from "../../graph/shader_text.ts";
import { lastAxis } from "../../graph/shapes.ts";
import { multiply } from "../arithmetic/arithmetic.ts";
import { wrapped } from "../shared/grid.ts";
import { slice } from "../slice/slice.ts";
import wgsl from "./concat.wgsl" with { type: "text" };

/** 1 where the inputs end in scale and shift; where what is scaled is rectified too. */
export type ConcatAttributes = { readonly scaled: number; readonly relu: number };

export type ConcatStep = Step<ConcatAttributes>;

/** A step's inputs, or arrays in their order. */
export function concatOperands<T>(
  { constants }: ConcatStep, inputs: readonly T[],
): { parts: readonly T[]; scale?: T; shift?: T } {
  if (!constants.scaled) return { parts: inputs };
  const [scale, shift] = inputs.slice(-2) as [T, T];
  return { parts: inputs.slice(0, -2), scale, shift };
}

/** Row by row. @param arrays of the step's inputs; @returns [rows, C] */
function concatReference(step: ConcatStep, arrays: readonly Float32Array[]): Float32Array {
  const { parts, scale, shift } = concatOperands(step, arrays);
  const channels = lastAxis(step.output);
  const output = new Float32Array(elements(step.output.shape));
  rangesOf(step).forEach(({ begin, end }, at) => {
    const [part, width] = [parts[at] as Float32Array, end - begin];
    for (let from = 0, to = begin; from < part.length; from += width, to += channels) {
      output.set(part.subarray(from, from + width), to);
    }
  });
  if (!scale || !shift) return output;
  for (let row = 0; row < output.length; row += channels) {
    for (let c = 0; c < channels; c++) {
      const x = (output[row + c] as number) * (scale[c] as number) + (shift[c] as number);
      output[row + c] = step.constants.relu && x < 0 ? 0 : x;
    }
  }
  return output;
}

/** The channels of each input in the output. */
function rangesOf(step: ConcatStep): { begin: number; end: number }[] {
  let end = 0;
  return concatOperands(step, step.inputs).parts.map((part) => ({ begin: end, end: (end += lastAxis(part)) }));
}

/** Inputs of one step: with scale, shift and output the eight buffers that every adapter binds at once. */
export const MOST_PARTS = 5;

function kernelOf(step: ConcatStep): Kernel {
  const channels = lastAxis(step.output);
  const quadCount = (elements(step.output.shape) / channels) * quads(channels);
  const { row, along, layers } = wrapped(quadCount, workgroupIn(wgsl)[0]);
  const ranges = rangesOf(step);
  const ends = Array.from({ length: MOST_PARTS - 1 }, (_, at) => [`end${at}`, ranges[at]?.end ?? channels] as const);
  // A binding may not be empty: the first part stands in for what is not there.
  const { parts, scale, shift } = concatOperands(step, step.inputs);
  const first = parts[0] as Value;
  return {
    wgsl,
    reads: [...Array.from({ length: MOST_PARTS }, (_, at) => parts[at] ?? first), scale ?? first, shift ?? first],
    constants: { SCALED: step.constants.scaled, RECTIFIED: step.constants.relu },
    sizes: { ...Object.fromEntries(ends), channels, quads: quadCount, row },
    workgroups: [along, layers, 1],
  };
}

/** Inputs: what is joined, then scale and shift of the fused form. */
export const concatOp: Op<ConcatAttributes> = {
  name: "concat",
  kernel: kernelOf,
  reference: concatReference,
  adjoint: (step, gradient, { graph, name, relu }) => {
    const { scale } = concatOperands(step, step.inputs);
    const passed = step.constants.relu ? relu(graph, `${name} (relu)`, gradient, step.output) : gradient;
    const scaled = scale ? multiply(graph, `${name} (scaled)`, passed, scale) : passed;
    const ranges = rangesOf(step);
    if (ranges.length === 1) return [scaled];
    return ranges.map((range, at) => slice(graph, `${name} (${at + 1})`, scaled, range));
  },
};

/**
 * The channels of all inputs, one input's behind the other's; more than five are joined in several steps.
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
  // The first five, then four more at a time: layers that join the same and one more share these (fold_concats.ts).
  const step = (called: string, parts: readonly Value[]): Value => {
    const channels = parts.reduce((sum, part) => sum + lastAxis(part), 0);
    return graph.step(concatOp, called, parts, [...first.shape.slice(0, -1), channels], { scaled: 0, relu: 0 });
  };
  let joined = inputs.slice(0, MOST_PARTS);
  for (let at = MOST_PARTS; at < inputs.length; at += MOST_PARTS - 1) {
    joined = [step(`${name} (the first ${at})`, joined), ...inputs.slice(at, at + MOST_PARTS - 1)];
  }
  return step(name, joined);
}
