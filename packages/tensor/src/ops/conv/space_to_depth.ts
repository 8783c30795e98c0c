// A strided convolution of few channels as one of stride 1 over blocks of S×S pixels: three channels fill three quarters of
// a vec4, twelve fill three whole ones, and a tap's address serves them all. The blocks lie on a canvas with the padding.
// Shader space_to_depth.wgsl.
//
//   tap i of K:   y·S + i = (y + a)·S + r   with a = ⌊i/S⌋, r = i mod S
//
// so tap (i, j) of channel c becomes tap (a_i, a_j) of channel (r_i·S + r_j)·C + c; taps that no (i, j) reaches are 0.
import { elements, type Op, type Value } from "../../graph/graph.ts";
import { activationLayout } from "../../graph/layout.ts";
import { workgroupIn } from "../../graph/shader_text.ts";
import { imageShape, kernelShape, type ImageShape, type KernelShape } from "../../graph/shapes.ts";
import { wrapped } from "../shared/grid.ts";
import { derived, type Algorithm, type Parameters } from "./algorithm.ts";
import { convOp, type ConvStep } from "./conv.ts";
import { winograd } from "./winograd.ts";
import { f3 } from "./winograd_form.ts";
import wgsl from "./space_to_depth.wgsl" with { type: "text" };

/** Blocks of side × side pixels; padding above and left of the image. */
type BlockAttributes = { readonly side: number; readonly padding: number };

/** [N, H, W, C] → [N, H', W', S·S·C]: blocks of S×S pixels as one, row by row, the first `padding` pixels before the image, where all is 0. */
function spaceToDepthReference(image: Float32Array, [n, h, w, c]: ImageShape, output: ImageShape, { side, padding }: BlockAttributes): Float32Array {
  const [, outH, outW, depth] = output;
  const result = new Float32Array(elements(output));
  for (let at = 0; at < n * h * w; at++) {
    const [y, x] = [(Math.floor(at / w) % h) + padding, (at % w) + padding];
    if (y >= outH * side || x >= outW * side) continue;
    const block = (Math.floor(at / (h * w)) * outH + Math.floor(y / side)) * outW + Math.floor(x / side);
    result.set(image.subarray(at * c, (at + 1) * c), block * depth + ((y % side) * side + (x % side)) * c);
  }
  return result;
}

/** [N, H, W, C] → [N, H', W', S·S·C]. */
const spaceToDepthOp: Op<BlockAttributes> = {
  name: "space_to_depth",
  kernel: ({ inputs, output, constants: { side, padding } }) => {
    const [images, inH, inW, channels] = imageShape(inputs[0]);
    const [, outH, outW] = imageShape(output);
    const { row, along, layers } = wrapped(elements(activationLayout(output.shape)) / 4, workgroupIn(wgsl)[0]);
    return { wgsl, constants: {}, sizes: { images, inH, inW, channels, outH, outW, side, padding, row }, workgroups: [along, layers, 1] };
  },
  reference: ({ inputs, output, constants }, [image]: [Float32Array]) =>
    spaceToDepthReference(image, imageShape(inputs[0]), imageShape(output), constants),
};

export const spaceToDepth: Algorithm = (step, parameters) => blocksAndConv(step, parameters)?.slice();

/** The stem of a ResNet, 7×7 with stride 2, becomes 4×4 with stride 1: that one goes through Winograd's F(3×3, 4×4). */
export const spaceToDepthAndWinograd: Algorithm = (step, parameters) => {
  const [blocks, conv] = blocksAndConv(step, parameters) ?? [];
  const filtered = conv && winograd(f3, "plain")(conv, parameters);
  return blocks && filtered && [blocks, ...filtered];
};

function blocksAndConv({ op, inputs: [image, weight, ...others], output, constants }: ConvStep, parameters: Parameters) {
  const { strideH: stride, strideW, dilationH, dilationW, top: padding, left, groups } = constants;
  if (op !== convOp || !image || !weight || !parameters.has(weight) || stride === 1 || stride !== strideW || padding !== left) return undefined;
  if (dilationH !== 1 || dilationW !== 1 || groups !== 1) return undefined;
  const [n, outH, outW] = imageShape(output);
  const kernel = kernelShape(weight);
  const shape = deepShape(kernel, stride);
  const [deepH, deepW, depth] = shape;
  const blocks: Value = { name: `${output.name} (space to depth)`, shape: [n, outH + deepH - 1, outW + deepW - 1, depth], type: "f32" };
  const deepWeight = derived(parameters, weight, {
    form: `space to depth ${stride}`, name: `${output.name} (deep weight)`, shape, write: (numbers, into) => deepen(numbers, kernel, stride, into),
  });
  return [
    { op: spaceToDepthOp, inputs: [image], output: blocks, constants: { side: stride, padding } },
    { op, inputs: [blocks, deepWeight, ...others], output, constants: { ...constants, strideH: 1, strideW: 1, top: 0, left: 0, bottom: 0, right: 0 } },
  ] as const;
}

/** [K, K, Cin, Cout] → [⌈K/S⌉, ⌈K/S⌉, S·S·Cin, Cout] */
const deepShape = ([kernelH, kernelW, cin, cout]: KernelShape, side: number): KernelShape =>
  [Math.ceil(kernelH / side), Math.ceil(kernelW / side), side * side * cin, cout];

/** @param into of deepShape */
function deepen(weight: Float32Array, [kernelH, kernelW, cin, cout]: KernelShape, side: number, into: Float32Array): void {
  const deepW = Math.ceil(kernelW / side);
  into.fill(0);
  for (let tap = 0; tap < kernelH * kernelW; tap++) {
    const [y, x] = [Math.floor(tap / kernelW), tap % kernelW];
    const block = Math.floor(y / side) * deepW + Math.floor(x / side);
    const to = (block * side * side + (y % side) * side + (x % side)) * cin * cout;
    into.set(weight.subarray(tap * cin * cout, (tap + 1) * cin * cout), to);
  }
}
