// A strided convolution of few channels as one of stride 1 over blocks of S×S pixels: three channels fill three quarters of
// a vec4, twelve fill three whole ones, and a tap's address serves them all. The blocks lie on a canvas with the padding.
//
//   tap i of K:   y·S + i = (y + a)·S + r   with a = ⌊i/S⌋, r = i mod S
//
// so tap (i, j) of channel c becomes tap (a_i, a_j) of channel (r_i·S + r_j)·C + c; taps that no (i, j) reaches are 0.
import { elements, type Shape, type Value } from "../../graph/graph.ts";
import { convOp } from "./conv.ts";
import { spaceToDepthOp } from "./space_to_depth.ts";
import { f3 } from "./winograd_form.ts";
import { formOf, numbersOf } from "../../graph/parameter.ts";
import type { Algorithm } from "./algorithm.ts";
import { throughWinograd } from "./through_winograd.ts";

export const throughDepth: Algorithm = (step, parameters) => {
  const { op, inputs: [image, weight, ...others], output, constants } = step;
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = constants;
  const numbers = weight && parameters.get(weight);
  if (op !== convOp || !image || !numbers || stride === 1 || dilation !== 1 || groups !== 1) return undefined;
  const [n = 0, outH = 0, outW = 0] = output.shape;
  const shape = deepShape(weight.shape, stride);
  const [deepH = 0, deepW = 0, depth = 0] = shape;
  const blocks: Value = { name: `${output.name} (space to depth)`, shape: [n, outH + deepH - 1, outW + deepW - 1, depth], type: "f32" };
  const deepWeight: Value = { name: `${output.name} (deep weight)`, shape, type: "f32" };
  parameters.set(deepWeight, formOf(numbers, `space to depth ${stride}`, () => ({
    length: elements(shape), write: (into) => deepen(numbersOf(numbers), weight.shape, stride, into),
  })));
  return [
    { op: spaceToDepthOp, inputs: [image], output: blocks, constants: { side: stride, padding } },
    { op, inputs: [blocks, deepWeight, ...others], output, constants: { ...constants, stride: 1, padding: 0 } },
  ];
};

/** The stem of a ResNet, 7×7 with stride 2, becomes 4×4 with stride 1: that one goes through Winograd's F(3×3, 4×4). */
export const throughDepthAndWinograd: Algorithm = (step, parameters) => {
  const [blocks, conv] = throughDepth(step, parameters) ?? [];
  const filtered = conv && throughWinograd(f3, "plain")(conv, parameters);
  return blocks && filtered && [blocks, ...filtered];
};

/** [K, K, Cin, Cout] → [⌈K/S⌉, ⌈K/S⌉, S·S·Cin, Cout] */
const deepShape = ([kernelH = 0, kernelW = 0, cin = 0, cout = 0]: Shape, side: number): Shape =>
  [Math.ceil(kernelH / side), Math.ceil(kernelW / side), side * side * cin, cout];

/** @param into of deepShape */
function deepen(weight: Float32Array, [kernelH = 0, kernelW = 0, cin = 0, cout = 0]: Shape, side: number, into: Float32Array): void {
  const deepW = Math.ceil(kernelW / side);
  into.fill(0);
  for (let tap = 0; tap < kernelH * kernelW; tap++) {
    const [y, x] = [Math.floor(tap / kernelW), tap % kernelW];
    const block = Math.floor(y / side) * deepW + Math.floor(x / side);
    const to = (block * side * side + (y % side) * side + (x % side)) * cin * cout;
    into.set(weight.subarray(tap * cin * cout, (tap + 1) * cin * cout), to);
  }
}
