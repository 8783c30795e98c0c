// The adjoint of a convolution in WebAssembly SIMD: as conv_adjoint.cpu.ts, a convolution of the spread gradient.
import type { Operand } from "../../graph/graph.ts";
import { isParameter, numbersOf } from "../../graph/parameter.ts";
import type { Simd } from "./simd.ts";
import type { ConvShapes } from "../../ops/conv/conv_grid.ts";
import { convolve } from "./conv.simd.ts";
import { canvasOf, spread, turn } from "../../ops/conv/conv_adjoint.cpu.ts";

/** As convAdjointCpu. Undefined where it does not apply: groups, or weights that are no parameters. */
export function convAdjointSimd(forward: ConvShapes, gradient: Float32Array, weight: Operand, simd: Simd): Float32Array | undefined {
  const { image, kernel, constants: { dilation = 1, groups = 1 } } = forward;
  const [kernelH = 0, kernelW = 0, cin = 0, cout = 0] = kernel;
  if (groups !== 1 || !isParameter(weight)) return undefined;
  const canvas = canvasOf(forward);
  const shapes = { image: canvas, kernel: [kernelH, kernelW, cout, cin], output: image, constants: { dilation } };
  return convolve(simd, shapes, spread(forward, canvas, gradient), weight, "adjoint", { length: weight.length, write: (into) => into.set(turn(numbersOf(weight), kernelH * kernelW, cin, cout, 1)) }, {});
}
