// The adjoint of a convolution with respect to its image. Shaders conv_adjoint.wgsl (dense) and
// conv_grouped_adjoint.wgsl, reference conv_adjoint.cpu.ts.
import type { Constants, Graph, Kernel, Op, Shape, Step, Value } from "../../graph/graph.ts";
import { padded } from "../../graph/layout.ts";
import { convAdjointCpu } from "./conv_adjoint.cpu.ts";
import { convGrid, type ConvShapes } from "./conv_grid.ts";
import denseWgsl from "./conv_adjoint.wgsl" with { type: "text" };
import groupedWgsl from "./conv_grouped_adjoint.wgsl" with { type: "text" };

const LANES = 8; // invocations of conv_grouped_adjoint's workgroup along x and along y

/** Inputs: gradient, weight. Output: the image's gradient. Constants as conv's. */
export const convAdjointOp: Op = {
  name: "conv_adjoint",
  kernel: (step) => (step.constants["groups"] === 1 ? dense(step) : grouped(step)),
  cpu: (step, [gradient, weight]) => convAdjointCpu(forwardOf(step), gradient as Float32Array, weight as Float32Array),
};

/** ∂/∂image of the convolution `forward`, given the gradient of its output, before any ReLU: like its image. */
export const convAdjoint = (graph: Graph, name: string, { inputs, constants }: Step, gradient: Value): Value => {
  const [image, weight] = inputs as [Value, Value];
  return graph.step(convAdjointOp, name, [gradient, weight], image.shape, constants);
};

/** The shapes of the convolution whose adjoint a step is. */
export function forwardOf({ inputs, output: { shape: image }, constants }: Step): ConvShapes {
  const [output, kernel] = inputs.map(({ shape }) => shape) as [Shape, Shape];
  return { image, kernel, output, constants };
}

function dense(step: Step): Kernel {
  const [n = 0, inH = 0, inW = 0, cin = 0] = step.output.shape;
  const stride = step.constants["stride"] ?? 1;
  const phases = stride * stride; // each counts ⌈H/S⌉·⌈W/S⌉ pixels, also where fewer lie in the image
  const pixels = n * phases * Math.ceil(inH / stride) * Math.ceil(inW / stride);
  return { wgsl: denseWgsl, constants: {}, ...convGrid(forwardOf(step), pixels, cin) };
}

function grouped(step: Step): Kernel {
  const [n = 0, inH = 0, inW = 0, cin = 0] = step.output.shape;
  const [groupIn = 0, cout = 0] = step.inputs[1]?.shape.slice(2) ?? [];
  return {
    wgsl: groupedWgsl,
    constants: {
      ...geometry(step),
      IN_CHANNELS: cin, IN_PITCH: padded(cin), OUT_PITCH: padded(cout),
      GROUP_IN: groupIn, GROUP_IN_PITCH: padded(groupIn), GROUP_OUT: cout / (step.constants["groups"] ?? 1),
    },
    workgroups: [Math.ceil(padded(cin) / LANES), Math.ceil(inW / LANES), n * inH],
  };
}

function geometry({ inputs, output, constants }: Step): Constants {
  const [, outH = 0, outW = 0] = inputs[0]?.shape ?? [];
  const [kernelH = 0, kernelW = 0] = inputs[1]?.shape ?? [];
  const [, inH = 0, inW = 0] = output.shape;
  return {
    IN_H: inH, IN_W: inW, OUT_H: outH, OUT_W: outW, KERNEL_H: kernelH, KERNEL_W: kernelW,
    STRIDE: constants["stride"] ?? 1, PADDING: constants["padding"] ?? 0, DILATION: constants["dilation"] ?? 1,
  };
}
