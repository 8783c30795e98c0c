// The adjoint of a convolution in WebAssembly SIMD: as conv_adjoint.cpu.ts, a convolution of the spread gradient.
import type { Simd } from "../simd/simd.ts";
import type { ConvShapes } from "./conv_grid.ts";
import { convolve } from "./conv.simd.ts";
import { canvasOf, spread, turn } from "./conv_adjoint.cpu.ts";

/** As convAdjointCpu. Undefined where it does not apply: groups, or weights that are no constants. */
export function convAdjointSimd(forward: ConvShapes, gradient: Float32Array, weight: Float32Array, simd: Simd): Float32Array | undefined {
  const { image, kernel, constants: { dilation = 1, groups = 1 } } = forward;
  const [kernelH = 0, kernelW = 0, cin = 0, cout = 0] = kernel;
  if (groups !== 1 || !simd.knows(weight)) return undefined;
  const canvas = canvasOf(forward);
  const shapes = { image: canvas, kernel: [kernelH, kernelW, cout, cin], output: image, constants: { dilation } };
  return convolve(simd, shapes, spread(forward, canvas, gradient), weight, "adjoint", () => turn(weight, kernelH * kernelW, cin, cout, 1), {});
}
