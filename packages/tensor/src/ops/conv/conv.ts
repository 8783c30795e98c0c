// 2-D convolution. Shaders conv.wgsl (dense) and conv_grouped.wgsl, reference conv.cpu.ts.
import { GraphError } from "../../graph/errors.ts";
import type { Constants, Graph, Kernel, Op, Shape, Step, Value } from "../../graph/graph.ts";
import { padded } from "../../graph/layout.ts";
import { convCpu } from "./conv.cpu.ts";
import { convGrid } from "./conv_grid.ts";
import { convAdjoint } from "./conv_adjoint.ts";
import denseWgsl from "./conv.wgsl" with { type: "text" };
import groupedWgsl from "./conv_grouped.wgsl" with { type: "text" };
import { slidingLength, type Sliding } from "../shared/sliding.ts";

export interface ConvOptions extends Sliding {
  readonly groups?: number;
}

/** What the fused form computes in the same pass; see fuse.ts. */
export interface Epilogue {
  /** Added before the ReLU: [N, H', W', Cout]. */
  readonly residual?: Value | undefined;
  readonly relu?: boolean;
}

const LANES = 8; // invocations of conv_grouped's workgroup along x and along y

/** Inputs: image, weight, bias, and in the fused form perhaps a residual. */
export const convOp: Op = {
  name: "conv",
  kernel: (step) => (step.constants["groups"] === 1 ? denseConv(step) : grouped(step)),
  cpu: (step, [image, weight, bias, residual]) =>
    convCpu(step, image as Float32Array, weight as Float32Array, bias as Float32Array, residual as Float32Array | undefined),
  adjoint: (step, gradient, { graph, name, relu }) => {
    const sum = step.constants["relu"] ? relu(graph, `${name} (relu)`, gradient, step.output) : gradient;
    return [convAdjoint(graph, name, step, sum), undefined, undefined, sum];
  },
};

/**
 * [N, H, W, Cin] → [N, H', W', Cout], H' = ⌊(H + 2P − D·(K − 1) − 1)/S⌋ + 1.
 * @param weight [K, K, Cin/G, Cout] (PyTorch's [Cout, Cin/G, K, K], transposed)
 * @param bias [Cout]; zeros for a convolution without one
 * @throws GraphError "graph-shape" if channels and groups do not fit
 */
export function conv(
  graph: Graph, name: string, image: Value, weight: Value, bias: Value,
  { stride = 1, padding = 0, dilation = 1, groups = 1 }: ConvOptions = {}, { residual, relu = false }: Epilogue = {},
): Value {
  const [n = 0, h = 0, w = 0, cin = 0] = image.shape;
  const [kernelH = 0, kernelW = 0, groupIn = 0, cout = 0] = weight.shape;
  if (cin !== groupIn * groups || cout % groups !== 0 || bias.shape[0] !== cout) {
    throw new GraphError(
      "graph-shape",
      `graph: "${name}" convolves [${image.shape.join(", ")}] with [${weight.shape.join(", ")}] in ${groups} group(s), bias [${bias.shape.join(", ")}]; the channels must meet.`,
    );
  }
  const sliding = { stride, padding, dilation };
  const shape = [n, slidingLength(h, kernelH, sliding), slidingLength(w, kernelW, sliding), cout];
  const inputs = residual ? [image, weight, bias, residual] : [image, weight, bias];
  return graph.step(convOp, name, inputs, shape, { ...sliding, groups, relu: Number(relu) });
}

/** For a step without groups. */
export function denseConv(step: Step): Kernel {
  const { inputs, output, constants } = step;
  const [n = 0, outH = 0, outW = 0, cout = 0] = output.shape;
  const shapes = { image: inputs[0]?.shape as Shape, kernel: inputs[1]?.shape as Shape, output: output.shape, constants };
  const reachesOutside = Number((constants["padding"] ?? 0) > 0);
  return { wgsl: denseWgsl, reads: reads(step), constants: { ...epilogue(step), REACHES_OUTSIDE: reachesOutside }, ...convGrid(shapes, n * outH * outW, cout) };
}

function grouped(step: Step): Kernel {
  const [n = 0, outH = 0, outW = 0, cout = 0] = step.output.shape;
  const groupIn = step.inputs[1]?.shape[2] ?? 0;
  return {
    wgsl: groupedWgsl,
    reads: reads(step),
    constants: {
      ...geometry(step), ...epilogue(step),
      IN_PITCH: padded(step.inputs[0]?.shape[3] ?? 0), OUT_CHANNELS: cout, OUT_PITCH: padded(cout),
      GROUP_IN: groupIn, GROUP_IN_PITCH: padded(groupIn), GROUP_OUT: cout / (step.constants["groups"] ?? 1),
    },
    workgroups: [Math.ceil(padded(cout) / LANES), Math.ceil(outW / LANES), n * outH],
  };
}

/** A binding may not be empty: where there is no residual, the bias stands in and is not read. */
const reads = ({ inputs: [image, weight, bias, residual] }: Step): Value[] =>
  [image, weight, bias, residual ?? bias] as Value[];

function geometry({ inputs, output, constants }: Step): Constants {
  const [, inH = 0, inW = 0] = inputs[0]?.shape ?? [];
  const [kernelH = 0, kernelW = 0] = inputs[1]?.shape ?? [];
  const [, outH = 0, outW = 0] = output.shape;
  return {
    IN_H: inH, IN_W: inW, OUT_H: outH, OUT_W: outW, KERNEL_H: kernelH, KERNEL_W: kernelW,
    STRIDE: constants["stride"] ?? 1, PADDING: constants["padding"] ?? 0, DILATION: constants["dilation"] ?? 1,
  };
}

/** What the fused form appends. */
export const epilogue = ({ inputs, constants }: Step): Constants => ({ HAS_RESIDUAL: Number(inputs.length > 3), HAS_RELU: constants["relu"] ?? 0 });
