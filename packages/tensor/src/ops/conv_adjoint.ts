// The adjoint of a convolution with respect to its image. Shaders conv_adjoint.wgsl (dense) and
// conv_grouped_adjoint.wgsl, reference conv_adjoint.cpu.ts.
import type { Graph, Kernel, Op, Shape, Step, Value } from "../graph.ts";
import { padded, quads } from "../layout.ts";
import { convAdjointCpu, type ForwardConv } from "./conv_adjoint.cpu.ts";
import { convAdjointSimd } from "./conv_adjoint.simd.ts";
import denseWgsl from "./conv_adjoint.wgsl" with { type: "text" };
import groupedWgsl from "./conv_grouped_adjoint.wgsl" with { type: "text" };

const TILE = 8; // pixels per invocation of conv_adjoint.wgsl
const LANES = 8; // invocations of a workgroup along x and along y
const WIDEST = 65_535; // workgroups along one axis, the WebGPU default

/** Inputs: gradient, weight. Output: the image's gradient. Constants as conv's. */
export const convAdjointOp: Op = {
  name: "conv_adjoint",
  kernel: (step) => (step.constants["groups"] === 1 ? dense(step) : grouped(step)),
  cpu: (step, [gradient, weight]) => convAdjointCpu(forwardOf(step), gradient as Float32Array, weight as Float32Array),
  simd: (step, [gradient, weight], simd) => convAdjointSimd(forwardOf(step), gradient as Float32Array, weight as Float32Array, simd),
};

/** ∂/∂image of the convolution `forward`, given the gradient of its output, before any ReLU: like its image. */
export const convAdjoint = (graph: Graph, name: string, { inputs, constants }: Step, gradient: Value): Value => {
  const [image, weight] = inputs as [Value, Value];
  return graph.step(convAdjointOp, name, [gradient, weight], image.shape, constants);
};

function forwardOf({ inputs, output: { shape: image }, constants }: Step): ForwardConv {
  const [output, kernel] = inputs.map(({ shape }) => shape) as [Shape, Shape];
  return { image, kernel, output, constants };
}

function dense(step: Step): Kernel {
  const [n = 0, inH = 0, inW = 0, cin = 0] = step.output.shape;
  const g = geometry(step);
  const pixels = n * (g.STRIDE * Math.ceil(inH / g.STRIDE)) * (g.STRIDE * Math.ceil(inW / g.STRIDE));
  const groups = Math.ceil(pixels / TILE / LANES);
  const [along, layers] = [Math.min(groups, WIDEST), Math.ceil(groups / WIDEST)];
  return {
    wgsl: denseWgsl,
    constants: {},
    sizes: [
      n, inH, inW, quads(cin), g.OUT_H, g.OUT_W, quads(step.inputs[0]?.shape[3] ?? 0),
      g.KERNEL_H, g.KERNEL_W, g.STRIDE, g.PADDING, g.DILATION, along * LANES,
    ],
    workgroups: [Math.ceil(quads(cin) / 2 / LANES), along, layers],
  };
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

function geometry({ inputs, output, constants }: Step) {
  const [, outH = 0, outW = 0] = inputs[0]?.shape ?? [];
  const [kernelH = 0, kernelW = 0] = inputs[1]?.shape ?? [];
  const [, inH = 0, inW = 0] = output.shape;
  return {
    IN_H: inH, IN_W: inW, OUT_H: outH, OUT_W: outW, KERNEL_H: kernelH, KERNEL_W: kernelW,
    STRIDE: constants["stride"] ?? 1, PADDING: constants["padding"] ?? 0, DILATION: constants["dilation"] ?? 1,
  };
}
