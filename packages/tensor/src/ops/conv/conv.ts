// 2-D convolution and its adjoint with respect to the image. Shaders conv.wgsl (dense), conv_tiled.wgsl (dense, through workgroup memory),
// conv_grouped.wgsl, conv_depthwise.wgsl, and *_adjoint.wgsl of each; equation and reference in conv_reference.ts.
// Other ways to the same numbers: winograd.ts, space_to_depth.ts. Which one is taken: choose.ts.
import { GraphError } from "../../graph/errors.ts";
import type { AdjointContext, Constants, Graph, Kernel, Op, Step, Value } from "../../graph/graph.ts";
import { padded, quads } from "../../graph/layout.ts";
import { constantIn, workgroupIn } from "../../graph/shader_text.ts";
import { alongAxes, imageShape, kernelShape, slidingAttributes, slidingLength, type Sliding } from "../../graph/shapes.ts";
import { activationFlow, showsSlope } from "../activation/activation.ts";
import { activationConstants, noActivation, withActivation } from "../activation/activation_functions.ts";
import { busyLanes, wrapped, TILE_QUADS, TILE_ROWS, withRegisterTile } from "../shared/grid.ts";
import { convAdjointReference, convReference, type ConvAttributes, type ConvShapes } from "./conv_reference.ts";
import adjointText from "./conv_adjoint.wgsl" with { type: "text" };
import depthwiseAdjointWgsl from "./conv_depthwise_adjoint.wgsl" with { type: "text" };
import depthwiseWgsl from "./conv_depthwise.wgsl" with { type: "text" };
import groupedAdjointWgsl from "./conv_grouped_adjoint.wgsl" with { type: "text" };
import groupedWgsl from "./conv_grouped.wgsl" with { type: "text" };
import tiledText from "./conv_tiled.wgsl" with { type: "text" };
import text from "./conv.wgsl" with { type: "text" };

/** How a convolution's window slides, and in how many groups of channels. */
export interface ConvOptions extends Sliding {
  readonly groups?: number;
}

/** What the fused form computes in the same pass; see fuse.ts. */
export interface Epilogue {
  /** The sums are multiplied by it, before the bias: [Cout]. */
  readonly scale?: Value | undefined;
  /** Added before the ReLU: [N, H', W', Cout]. */
  readonly residual?: Value | undefined;
  readonly relu?: boolean;
}

/** A convolution in a graph, or an adjoint of one. */
export type ConvStep = Step<ConvAttributes>;

const [wgsl, tiledWgsl, adjointWgsl] = [text, tiledText, adjointText].map(withRegisterTile) as [string, string, string];

type Numbers = Float32Array;

/** What a convolution reads, by name. */
export interface ConvOperands<T> {
  readonly image: T;
  readonly weight: T;
  readonly bias: T;
  readonly scale?: T | undefined;
  readonly residual?: T | undefined;
}

/** Of inputs in a step's order: image, weight, bias, then scale and residual where it has them. */
export function convOperands<T>({ constants: { scaled } }: ConvStep, [image, weight, bias, ...others]: readonly T[]): ConvOperands<T> {
  const [scale, residual] = scaled ? others : [undefined, ...others];
  return { image, weight, bias, scale, residual } as ConvOperands<T>;
}

export const convOp: Op<ConvAttributes> = {
  name: "conv",
  kernel: (step) => (step.constants.groups === 1 ? dense(step) : isDepthwise(convShapes(step)) ? depthwise(step) : grouped(step)),
  reference: (step, inputs: readonly Numbers[]) => convReference(convShapes(step), convOperands(step, inputs)),
  adjoint: (step, gradient, context) => {
    const sum = beforeActivation(step, gradient, context);
    return [convAdjoint(context.graph, context.name, step, sum), undefined, undefined, ...(step.constants.scaled ? [undefined] : []), sum];
  },
};

/** The gradient of the sums, before a ReLU or another function, which is read from the output. */
function beforeActivation({ constants, output }: ConvStep, gradient: Value, context: AdjointContext): Value {
  const { graph, name, relu } = context;
  if (constants.relu) return relu(graph, `${name} (relu)`, gradient, output);
  if (constants.activation === noActivation.activation) return gradient;
  if (showsSlope(constants)) return activationFlow({ attributes: constants, read: output, output }, gradient, { ...context, name: `${name} (activation)` });
  throw new GraphError("no-adjoint", `graph: "${output.name}" was fused for forward passes alone; fuse the graph with \`gradients: true\`.`);
}

/** As convOp, without groups. */
export const convTiledOp: Op<ConvAttributes> = {
  ...convOp, name: "conv_tiled", kernel: denseTiled,
};

/** Inputs: gradient, weight, and the scale of the fused form. Output: the image's gradient. Attributes as conv's. */
export const convAdjointOp: Op<ConvAttributes> = {
  name: "conv_adjoint",
  kernel: (step) => (step.constants.groups === 1 ? denseAdjoint(step) : isDepthwise(shapesBehind(step)) ? depthwiseAdjoint(step) : groupedAdjoint(step)),
  reference: (step, inputs: readonly Numbers[]) => convAdjointReference(shapesBehind(step), ...(inputs as readonly [Numbers, Numbers, Numbers?])),
};

export const convShapes = ({ inputs: [image, kernel], output, constants: attributes }: ConvStep): ConvShapes =>
  ({ image: imageShape(image), kernel: kernelShape(kernel), output: imageShape(output), attributes });

/** Of the convolution whose adjoint a step is. */
export const shapesBehind = ({ inputs: [output, kernel], output: image, constants: attributes }: ConvStep): ConvShapes =>
  ({ image: imageShape(image), kernel: kernelShape(kernel), output: imageShape(output), attributes });

/** One channel, one filter. */
export const isDepthwise = ({ image: [, , , cin], kernel: [, , , cout], attributes: { groups } }: ConvShapes): boolean => groups === cin && groups === cout;

/**
 * [N, H, W, Cin] → [N, H', W', Cout], H' = ⌊(H + top + bottom − D·(K − 1) − 1)/S⌋ + 1.
 * @param weight [K, K, Cin/G, Cout] (PyTorch's [Cout, Cin/G, K, K], transposed)
 * @param bias [Cout]; zeros for a convolution without one
 * @throws GraphError "graph-shape" if channels and groups do not fit; "attribute" for a window that cannot slide
 * @example
 * ```ts
 * import { conv, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const image = graph.input("image", [1, 2, 2, 1]);
 * const weight = graph.parameter("weight", [2, 2, 1, 1], Float32Array.of(1, 10, 100, 1000));
 * const bias = graph.parameter("bias", [1], Float32Array.of(0.5));
 * const output = conv(graph, "output", image, weight, bias, {}, { relu: true });
 * runByReferences(graph, [output], { image: Float32Array.of(1, 2, 3, 4) }); // → { output: Float32Array.of(4321.5) }
 * ```
 */
export function conv(
  graph: Graph, name: string, image: Value, weight: Value, bias: Value,
  { groups = 1, ...options }: ConvOptions = {}, { scale, residual, relu = false }: Epilogue = {},
): Value {
  const [n, , , cin] = imageShape(image);
  const [kernelH, kernelW, groupIn, cout] = kernelShape(weight);
  if (cin !== groupIn * groups || cout % groups !== 0 || bias.shape[0] !== cout) {
    throw new GraphError(
      "graph-shape",
      `graph: "${name}" convolves [${image.shape.join(", ")}] with [${weight.shape.join(", ")}] in ${groups} group(s), bias [${bias.shape.join(", ")}]; the channels must meet.`,
    );
  }
  const sliding = slidingAttributes(name, options);
  const { y, x } = alongAxes(imageShape(image), [kernelH, kernelW], sliding);
  const shape = [n, slidingLength(y), slidingLength(x), cout];
  const inputs = [image, weight, bias, scale, residual].filter((value) => value !== undefined);
  return graph.step(convOp, name, inputs, shape, { ...sliding, groups, scaled: Number(scale !== undefined), relu: Number(relu), ...noActivation });
}

/** ∂/∂image of a convolution, given the gradient of its output, before any ReLU: like its image. */
const convAdjoint = (graph: Graph, name: string, step: ConvStep, gradient: Value): Value => {
  const { image, weight, scale } = convOperands(step, step.inputs);
  return graph.step(convAdjointOp, name, scale ? [gradient, weight, scale] : [gradient, weight], image.shape, step.constants);
};

function dense(step: ConvStep): Kernel {
  const [n, outH, outW, cout] = imageShape(step.output);
  const reachesOutside = (["top", "left", "bottom", "right"] as const).some((side) => step.constants[side] > 0);
  const { sizes, workgroups: [channels, pixels, layers] } = grid(wgsl, convShapes(step), n * outH * outW, cout);
  const pixelsFirst = busyLanes(n * outH * outW / TILE_ROWS, LANES) > MUCH_MORE * busyLanes(quads(cout) / TILE_QUADS, LANES);
  const constants = { ...epilogue(step), REACHES_OUTSIDE: Number(reachesOutside), PIXELS_FIRST: Number(pixelsFirst) };
  return { wgsl: withActivation(wgsl, step.constants), reads: reads(step), constants, sizes, workgroups: pixelsFirst ? [pixels, channels, layers] : [channels, pixels, layers] };
}

function denseTiled(step: ConvStep): Kernel {
  const [n, outH, outW, cout] = imageShape(step.output);
  return { wgsl: withActivation(tiledWgsl, step.constants), reads: reads(step), constants: epilogue(step), ...grid(tiledWgsl, convShapes(step), n * outH * outW, cout) };
}

const [LANES] = workgroupIn(wgsl); // of a workgroup along x, and along y
const MUCH_MORE = 1.2; // pixels that lie apart are slower to read than channels, which lie together

function denseAdjoint(step: ConvStep): Kernel {
  const [n, inH, inW, cin] = imageShape(step.output);
  const { strideH, strideW } = step.constants;
  const phases = strideH * strideW; // each counts ⌈H/S⌉·⌈W/S⌉ pixels, also where fewer lie in the image
  const pixels = n * phases * Math.ceil(inH / strideH) * Math.ceil(inW / strideW);
  return { wgsl: adjointWgsl, reads: adjointReads(step), constants: { HAS_SCALE: step.constants.scaled }, ...grid(adjointWgsl, shapesBehind(step), pixels, cin) };
}

/**
 * Sizes are data, not constants: every layer of a network shares the shader's compiled forms.
 * @param pixels that are written; @param channels of each; @param tile pixels and quads of an invocation
 */
function grid(
  shader: string, { image, kernel, output, attributes }: ConvShapes, pixels: number, channels: number, tile = { pixels: TILE_ROWS, quads: TILE_QUADS },
): Required<Pick<Kernel, "sizes" | "workgroups">> {
  const [images, inH, inW, cin] = image;
  const [kernelH, kernelW] = kernel;
  const [, outH, outW, cout] = output;
  const { strideH, strideW, dilationH, dilationW, top, left } = attributes;
  const [lanesX, lanesY] = workgroupIn(shader);
  const { row, along, layers } = wrapped(Math.ceil(pixels / tile.pixels), lanesY);
  return {
    sizes: {
      images, inH, inW, inQuads: quads(cin), outH, outW, outQuads: quads(cout),
      kernelH, kernelW, strideH, strideW, dilationH, dilationW, top, left, row,
    },
    workgroups: [Math.ceil(quads(channels) / tile.quads / lanesX), along, layers],
  };
}

/** Tiles never reach from row to row. */
const depthwiseTile = { pixels: constantIn(depthwiseWgsl, "TILE_PIXELS"), quads: 1 };

function depthwise(step: ConvStep): Kernel {
  const { output: [n, outH, outW, channels], attributes: { strideW, dilationW } } = convShapes(step);
  const pixels = n * outH * Math.ceil(outW / depthwiseTile.pixels) * depthwiseTile.pixels;
  const constants = { ...epilogue(step), SHIFTS: Number(strideW === dilationW) };
  return { wgsl: withActivation(depthwiseWgsl, step.constants), reads: reads(step), constants, ...grid(depthwiseWgsl, convShapes(step), pixels, channels, depthwiseTile) };
}

function depthwiseAdjoint(step: ConvStep): Kernel {
  const { image: [n, inH, inW, channels], attributes: { strideW, dilationW } } = shapesBehind(step);
  const tile = { ...depthwiseTile, pixels: constantIn(depthwiseAdjointWgsl, "TILE_PIXELS") };
  const span = strideW * tile.pixels;
  const constants = { HAS_SCALE: step.constants.scaled, SHIFTS: Number(strideW === dilationW) };
  const sized = grid(depthwiseAdjointWgsl, shapesBehind(step), n * inH * Math.ceil(inW / span) * span, channels, tile);
  return { wgsl: depthwiseAdjointWgsl, reads: adjointReads(step), constants, ...sized };
}

function grouped(step: ConvStep): Kernel {
  const { image: [, , , cin], output: [n, outH, outW, cout] } = convShapes(step);
  const [lanesX, lanesY] = workgroupIn(groupedWgsl);
  return {
    wgsl: withActivation(groupedWgsl, step.constants),
    reads: reads(step),
    constants: { ...geometry(convShapes(step)), ...epilogue(step), IN_PITCH: padded(cin), OUT_CHANNELS: cout, OUT_PITCH: padded(cout) },
    workgroups: [Math.ceil(padded(cout) / lanesX), Math.ceil(outW / lanesY), n * outH],
  };
}

function groupedAdjoint(step: ConvStep): Kernel {
  const { image: [n, inH, inW, cin], output: [, , , cout] } = shapesBehind(step);
  const [lanesX, lanesY] = workgroupIn(groupedAdjointWgsl);
  return {
    wgsl: groupedAdjointWgsl,
    reads: adjointReads(step),
    constants: { HAS_SCALE: step.constants.scaled, ...geometry(shapesBehind(step)), IN_CHANNELS: cin, IN_PITCH: padded(cin), OUT_PITCH: padded(cout) },
    workgroups: [Math.ceil(padded(cin) / lanesX), Math.ceil(inW / lanesY), n * inH],
  };
}

/** A binding may not be empty: where there is no scale or no residual, the bias stands in and is not read. */
function reads(step: ConvStep): Value[] {
  const { image, weight, bias, scale = bias, residual = bias } = convOperands(step, step.inputs);
  return [image, weight, bias, scale, residual];
}

/** As `reads`. */
const adjointReads = ({ inputs: [gradient, weight, scale = weight] }: ConvStep): Value[] => [gradient, weight, scale] as Value[];

/** What the fused form appends. */
const epilogue = (step: ConvStep): Constants => {
  const { residual } = convOperands(step, step.inputs);
  return { HAS_SCALE: step.constants.scaled, HAS_RESIDUAL: Number(residual !== undefined), HAS_RELU: step.constants.relu, ...activationConstants(step.constants) };
};

function geometry({ image: [, inH, inW], kernel: [kernelH, kernelW, groupIn], output: [, outH, outW, cout], attributes }: ConvShapes): Constants {
  const { strideH, strideW, dilationH, dilationW, top, left, groups } = attributes;
  return {
    IN_H: inH, IN_W: inW, OUT_H: outH, OUT_W: outW, KERNEL_H: kernelH, KERNEL_W: kernelW,
    STRIDE_H: strideH, STRIDE_W: strideW, DILATION_H: dilationH, DILATION_W: dilationW, TOP: top, LEFT: left,
    GROUP_IN: groupIn, GROUP_IN_PITCH: padded(groupIn), GROUP_OUT: cout / groups,
  };
}
