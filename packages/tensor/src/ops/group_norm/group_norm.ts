// Normalisation by mean and variance of the image itself, of groups of channels, of every channel, or of every
// position, and its adjoint, which differentiates mean and variance too. Shaders group_norm.wgsl and
// group_norm_adjoint.wgsl.
//
//   x̂ = (x − μ)/√(σ² + ε), out = γ·x̂ + β        ∂/∂x = (h − mean(h) − x̂·mean(h·x̂))/√(σ² + ε), h = γ·g
//
// Shapes    x, out: [N, …, C]; γ, β: [C]
import { GraphError } from "../../graph/errors.ts";
import { elements, type Graph, type Kernel, type Op, type Step, type Value } from "../../graph/graph.ts";
import { constantIn } from "../../graph/shader_text.ts";
import { lastAxis } from "../../graph/shapes.ts";
import { wrapped } from "../shared/grid.ts";
import adjointWgsl from "./group_norm_adjoint.wgsl" with { type: "text" };
import wgsl from "./group_norm.wgsl" with { type: "text" };

/** `positions` 1: every position is a set of its own; 0: all positions of an image lie in one. */
export type NormAttributes = { readonly groups: number; readonly epsilon: number; readonly positions: number };

/** What is normalised: [images, pixels, channels], a set for each image and group. */
export interface Sets {
  readonly images: number;
  readonly pixels: number;
  readonly channels: number;
  readonly groups: number;
  readonly epsilon: number;
}

export function setsOf({ output, constants: { groups, epsilon, positions } }: Step<NormAttributes>): Sets {
  const channels = lastAxis(output);
  const rows = elements(output.shape) / channels;
  const images = positions ? rows : (output.shape[0] as number);
  return { images, pixels: rows / images, channels, groups, epsilon };
}

/** Visits every set, as the place of each of its numbers, valid until the next, and that number's channel. */
function visitSets(
  { images, pixels, channels, groups }: Sets,
  visit: (places: Uint32Array, channelOf: (place: number) => number) => void,
): void {
  const width = channels / groups;
  const places = new Uint32Array(pixels * width);
  for (let set = 0; set < images * groups; set++) {
    const first = Math.floor(set / groups) * pixels * channels + (set % groups) * width;
    for (let i = 0; i < places.length; i++) places[i] = first + Math.floor(i / width) * channels + (i % width);
    visit(places, (place) => place % channels);
  }
}

/** μ and 1/√(σ² + ε) of the numbers at `places`. */
function momentsOf(x: Float32Array, places: Uint32Array, epsilon: number): { mean: number; scale: number } {
  let [sum, squares] = [0, 0];
  for (const at of places) sum += x[at] as number;
  const mean = sum / places.length;
  for (const at of places) squares += ((x[at] as number) - mean) ** 2;
  return { mean, scale: 1 / Math.sqrt(squares / places.length + epsilon) };
}

/** In float64. @param x [images, pixels, channels]; @param gamma, beta [channels] */
function groupNormReference(sets: Sets, x: Float32Array, gamma: Float32Array, beta: Float32Array): Float32Array {
  const output = new Float32Array(x.length);
  visitSets(sets, (places, channelOf) => {
    const { mean, scale } = momentsOf(x, places, sets.epsilon);
    for (const at of places) {
      const c = channelOf(at);
      output[at] = (gamma[c] as number) * ((x[at] as number) - mean) * scale + (beta[c] as number);
    }
  });
  return output;
}

/** In float64. @param gradient of the output, like x */
function groupNormAdjointReference(
  sets: Sets, gradient: Float32Array, x: Float32Array, gamma: Float32Array,
): Float32Array {
  const output = new Float32Array(x.length);
  visitSets(sets, (places, channelOf) => {
    const { mean, scale } = momentsOf(x, places, sets.epsilon);
    const h = (at: number): number => (gamma[channelOf(at)] as number) * (gradient[at] as number);
    const normal = (at: number): number => ((x[at] as number) - mean) * scale;
    let [slope, along] = [0, 0];
    for (const at of places) slope += h(at);
    for (const at of places) along += h(at) * normal(at);
    const count = places.length;
    for (const at of places) output[at] = (h(at) - slope / count - (normal(at) * along) / count) * scale;
  });
  return output;
}

/** A barrier costs as much for few numbers as for many: small sets share a workgroup. */
const SMALL = { numbers: 4096, lanes: 8 };

function kernelOf(shader: string, step: Step<NormAttributes>): Kernel {
  const { images, pixels, channels, groups, epsilon } = setsOf(step);
  const most = constantIn(shader, "LANES");
  const lanes = (pixels * channels) / groups <= SMALL.numbers ? SMALL.lanes : most;
  const { row, along, layers } = wrapped((images * groups * lanes) / most, 1);
  const [epsilonBits = 0] = new Uint32Array(Float32Array.of(epsilon).buffer);
  const sizes = { pixels, channels, groups, sets: images * groups, epsilonBits, lanes, row };
  return { wgsl: shader, constants: {}, sizes, workgroups: [along, layers, 1] };
}

/** Inputs: x, γ, β. */
export const groupNormOp: Op<NormAttributes> = {
  name: "group_norm",
  kernel: (step) => kernelOf(wgsl, step),
  reference: (step, [x, gamma, beta]: [Float32Array, Float32Array, Float32Array]) =>
    groupNormReference(setsOf(step), x, gamma, beta),
  adjoint: ({ inputs, output, constants }, gradient, { graph, name }) => {
    const [x, gamma] = inputs as [Value, Value, Value];
    return [graph.step(groupNormAdjointOp, name, [gradient, x, gamma], output.shape, constants), undefined, undefined];
  },
};

/** Inputs: gradient, x, γ. */
export const groupNormAdjointOp: Op<NormAttributes> = {
  name: "group_norm_adjoint",
  kernel: (step) => kernelOf(adjointWgsl, step),
  reference: (step, [gradient, x, gamma]: [Float32Array, Float32Array, Float32Array]) =>
    groupNormAdjointReference(setsOf(step), gradient, x, gamma),
};

/** What scales and shifts the normalised channels, [C] each, and what keeps the root from 0. */
export interface NormParameters {
  readonly gamma: Value;
  readonly beta: Value;
  readonly epsilon: number;
}

function norm(
  graph: Graph, name: string, input: Value, { gamma, beta, epsilon }: NormParameters, groups: number, positions: 0 | 1,
): Value {
  const channels = lastAxis(input);
  if (elements(gamma.shape) !== channels || elements(beta.shape) !== channels) {
    throw new GraphError(
      "graph-shape",
      `graph: "${name}" scales the ${channels} channels of "${input.name}" by [${gamma.shape.join(", ")}] ` +
        `and shifts them by [${beta.shape.join(", ")}]; expected [${channels}] each.`,
    );
  }
  if (!(groups > 0) || !Number.isInteger(channels / groups)) {
    throw new GraphError(
      "graph-shape",
      `graph: "${name}" normalises the ${channels} channels of "${input.name}" in ${groups} groups; expected ` +
        `a divisor of ${channels}.`,
    );
  }
  return graph.step(groupNormOp, name, [input, gamma, beta], input.shape, { groups, epsilon, positions });
}

/**
 * Normalises groups of channels, each over all positions of an image, [N, …, C].
 * @throws GraphError "graph-shape" where the channels do not meet, or the groups do not divide them
 * @example
 * ```ts
 * import { Graph, groupNorm, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const gamma = graph.parameter("gamma", [2], Float32Array.of(1, 2));
 * const beta = graph.parameter("beta", [2], Float32Array.of(0, 5));
 * const output = groupNorm(graph, "output", graph.input("x", [1, 1, 1, 2]), { gamma, beta, epsilon: 0, groups: 1 });
 * runByReferences(graph, [output], { x: Float32Array.of(3, 7) }); // → { output: Float32Array.of(-1, 7) }
 * ```
 */
export const groupNorm = (
  graph: Graph, name: string, input: Value, { groups, ...parameters }: NormParameters & { readonly groups: number },
): Value =>
  norm(graph, name, input, parameters, groups, 0);

/**
 * Normalises every channel over all positions of an image, [N, …, C].
 * @throws GraphError "graph-shape" where the channels do not meet
 * @example
 * ```ts
 * import { Graph, instanceNorm, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const gamma = graph.parameter("gamma", [1], Float32Array.of(1));
 * const beta = graph.parameter("beta", [1], Float32Array.of(0));
 * const output = instanceNorm(graph, "output", graph.input("x", [1, 1, 2, 1]), { gamma, beta, epsilon: 0 });
 * runByReferences(graph, [output], { x: Float32Array.of(3, 7) }); // → { output: Float32Array.of(-1, 1) }
 * ```
 */
export const instanceNorm = (graph: Graph, name: string, input: Value, parameters: NormParameters): Value =>
  norm(graph, name, input, parameters, lastAxis(input), 0);

/**
 * Normalises the channels of every position, [..., C].
 * @throws GraphError "graph-shape" where the channels do not meet
 * @example
 * ```ts
 * import { Graph, layerNorm, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const gamma = graph.parameter("gamma", [2], Float32Array.of(1, 1));
 * const beta = graph.parameter("beta", [2], Float32Array.of(0, 0));
 * const output = layerNorm(graph, "output", graph.input("x", [2, 2]), { gamma, beta, epsilon: 0 });
 * runByReferences(graph, [output], { x: Float32Array.of(3, 7, 9, 1) }); // → { output: Float32Array.of(-1, 1, 1, -1) }
 * ```
 */
export const layerNorm = (graph: Graph, name: string, input: Value, parameters: NormParameters): Value =>
  norm(graph, name, input, parameters, 1, 1);
