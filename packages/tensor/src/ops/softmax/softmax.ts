// Softmax over the last axis, p = exp(x) / Σ exp(x), and its adjoint. Shaders softmax.wgsl and softmax_adjoint.wgsl.
import { elements, type Graph, type Op, type Value } from "../../graph/graph.ts";
import { padded, quads } from "../../graph/layout.ts";
import { lastAxis } from "../../graph/shapes.ts";
import adjointWgsl from "./softmax_adjoint.wgsl" with { type: "text" };
import wgsl from "./softmax.wgsl" with { type: "text" };

/** Softmax of each row of `input` [rows, channels], in float64. */
function softmaxReference(input: Float32Array, channels: number): Float32Array {
  const output = new Float32Array(input.length);
  for (let at = 0; at < input.length; at += channels) {
    const row = input.subarray(at, at + channels);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const exponentials = Float64Array.from(row, (x) => Math.exp(x - largest));
    const sum = exponentials.reduce((a, b) => a + b, 0);
    output.set(exponentials.map((x) => x / sum), at);
  }
  return output;
}

/**
 * p ⊙ (g − Σ g·p), row by row, in float64.
 * @param gradient of the probabilities, [rows, channels]; @param p those probabilities, likewise
 */
function softmaxAdjointReference(gradient: Float32Array, p: Float32Array, channels: number): Float32Array {
  const output = new Float32Array(p.length);
  for (let row = 0; row < p.length; row += channels) {
    let mean = 0;
    for (let at = row; at < row + channels; at++) mean += (gradient[at] as number) * (p[at] as number);
    for (let at = row; at < row + channels; at++) output[at] = (p[at] as number) * ((gradient[at] as number) - mean);
  }
  return output;
}

const softmaxOp: Op = {
  name: "softmax",
  kernel: ({ output }) => {
    const channels = lastAxis(output);
    return { wgsl, constants: { CHANNELS: channels, PITCH: padded(channels) }, workgroups: [elements(output.shape) / channels, 1, 1] };
  },
  reference: ({ output }, [input]: [Float32Array]) => softmaxReference(input, lastAxis(output)),
  adjoint: ({ output }, gradient, { graph, name }) => [softmaxAdjoint(graph, name, gradient, output)],
};

/** Inputs: gradient, the softmax's output. */
const softmaxAdjointOp: Op = {
  name: "softmax_adjoint",
  kernel: ({ output }) => {
    const channels = lastAxis(output);
    return { wgsl: adjointWgsl, constants: { CHANNEL_QUADS: quads(channels) }, workgroups: [elements(output.shape) / channels, 1, 1] };
  },
  reference: ({ output }, [gradient, p]: [Float32Array, Float32Array]) => softmaxAdjointReference(gradient, p, lastAxis(output)),
};

/**
 * exp(x) / Σ exp(x) over the last axis.
 * @example
 * ```ts
 * import { Graph, runByReferences, softmax } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = softmax(graph, "p", graph.input("logits", [1, 2]));
 * runByReferences(graph, [output], { logits: Float32Array.of(3, 3) }); // → { p: Float32Array.of(0.5, 0.5) }
 * ```
 */
export const softmax = (graph: Graph, name: string, input: Value): Value => graph.step(softmaxOp, name, [input], input.shape);

/** ∂/∂input of p = softmax(input), given the gradient of p. */
const softmaxAdjoint = (graph: Graph, name: string, gradient: Value, p: Value): Value =>
  graph.step(softmaxAdjointOp, name, [gradient, p], p.shape);
