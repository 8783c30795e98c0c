// Softmax over the last axis. Shader softmax.wgsl, reference softmax.cpu.ts.
import { elements, type Graph, type Op, type Value } from "../../graph/graph.ts";
import { padded } from "../../graph/layout.ts";
import { softmaxCpu } from "./softmax.cpu.ts";
import { softmaxAdjoint } from "./softmax_adjoint.ts";
import wgsl from "./softmax.wgsl" with { type: "text" };

export const softmaxOp: Op = {
  name: "softmax",
  kernel: ({ output }) => {
    const channels = output.shape.at(-1) ?? 1;
    return { wgsl, constants: { CHANNELS: channels, PITCH: padded(channels) }, workgroups: [elements(output.shape) / channels, 1, 1] };
  },
  cpu: ({ output }, [input]) => softmaxCpu(input as Float32Array, output.shape.at(-1) ?? 1),
  adjoint: ({ output }, gradient, { graph, name }) => [softmaxAdjoint(graph, name, gradient, output)],
};

/** exp(x) / Σ exp(x) over the last axis. */
export const softmax = (graph: Graph, name: string, input: Value): Value => graph.step(softmaxOp, name, [input], input.shape);
