// The adjoint of softmax. Shader softmax_adjoint.wgsl, reference softmax_adjoint.cpu.ts.
import { elements, type Graph, type Op, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { softmaxAdjointCpu } from "./softmax_adjoint.cpu.ts";
import wgsl from "./softmax_adjoint.wgsl" with { type: "text" };

/** Inputs: gradient, the softmax's output. */
export const softmaxAdjointOp: Op = {
  name: "softmax_adjoint",
  kernel: ({ output }) => {
    const channels = output.shape.at(-1) ?? 1;
    return { wgsl, constants: { CHANNEL_QUADS: quads(channels) }, workgroups: [elements(output.shape) / channels, 1, 1] };
  },
  cpu: ({ output }, [gradient, p]) => softmaxAdjointCpu(gradient as Float32Array, p as Float32Array, output.shape.at(-1) ?? 1),
};

/** ∂/∂input of p = softmax(input), given the gradient of p. */
export const softmaxAdjoint = (graph: Graph, name: string, gradient: Value, p: Value): Value =>
  graph.step(softmaxAdjointOp, name, [gradient, p], p.shape);
