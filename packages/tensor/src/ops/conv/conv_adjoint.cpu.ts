// The adjoint of a convolution on the CPU is a convolution again: the gradient, spread S pixels apart on an empty canvas,
// under the kernel turned by 180° with its channels swapped. So conv.cpu.ts does the work.
// Source  Dumoulin & Visin 2016, arXiv:1603.07285, chapter 4 (transposed convolution).
import { elements, type Shape } from "../../graph/graph.ts";
import { convCpu } from "./conv.cpu.ts";
import type { ConvShapes } from "./conv_grid.ts";

/**
 * @param gradient [N, H', W', Cout], of the convolution's output; @param weight [K, K, Cin/G, Cout]
 * @returns [N, H, W, Cin], of its image
 */
export function convAdjointCpu(forward: ConvShapes, gradient: Float32Array, weight: Float32Array): Float32Array {
  const { image, kernel, constants: { dilation = 1, groups = 1 } } = forward;
  const cin = image[3] ?? 0;
  const [kernelH = 0, kernelW = 0, groupIn = 0, cout = 0] = kernel;
  const value = (name: string, shape: Shape) => ({ name, shape, type: "f32" as const });
  const canvas = canvasOf(forward);
  const turnedShape = [kernelH, kernelW, cout / groups, cin];
  const step = {
    inputs: [value("canvas", canvas), value("turned", turnedShape)], output: value("out", image),
    constants: { stride: 1, padding: 0, dilation, groups },
  };
  return convCpu(step, spread(forward, canvas, gradient), turn(weight, kernelH * kernelW, groupIn, cout, groups), new Float32Array(cin));
}

/** [N, H + D·(K − 1), W + D·(K − 1), Cout]: every image pixel is then seen by as many taps as the kernel has. */
export function canvasOf({ image: [n = 0, h = 0, w = 0], kernel: [kernelH = 0, kernelW = 0, , cout = 0], constants: { dilation = 1 } }: ConvShapes): Shape {
  return [n, h + dilation * (kernelH - 1), w + dilation * (kernelW - 1), cout];
}

/** The gradient of output pixel (y, x) at canvas pixel (y·S + D·(K − 1) − P, …): what lies outside touches no image pixel. */
export function spread({ kernel, output, constants }: ConvShapes, canvas: Shape, gradient: Float32Array): Float32Array {
  const { stride = 1, padding = 0, dilation = 1 } = constants;
  const [kernelH = 0, kernelW = 0] = kernel;
  const [n = 0, outH = 0, outW = 0, cout = 0] = output;
  const [, h = 0, w = 0] = canvas;
  const spreaded = new Float32Array(elements(canvas));
  for (let at = 0; at < n * outH * outW; at++) {
    const y = (Math.floor(at / outW) % outH) * stride + dilation * (kernelH - 1) - padding;
    const x = (at % outW) * stride + dilation * (kernelW - 1) - padding;
    if (y < 0 || y >= h || x < 0 || x >= w) continue;
    const image = Math.floor(at / (outH * outW));
    spreaded.set(gradient.subarray(at * cout, (at + 1) * cout), ((image * h + y) * w + x) * cout);
  }
  return spreaded;
}

/** [K·K, Cin/G, Cout] → [K·K, Cout/G, Cin], last tap first. */
export function turn(weight: Float32Array, taps: number, groupIn: number, cout: number, groups: number): Float32Array {
  const groupOut = cout / groups;
  const cin = groupIn * groups;
  const turned = new Float32Array(weight.length);
  for (let tap = 0; tap < taps; tap++) {
    for (let c = 0; c < cin; c++) {
      const group = Math.floor(c / groupIn);
      for (let k = 0; k < groupOut; k++) {
        turned[((taps - 1 - tap) * groupOut + k) * cin + c] = weight[(tap * groupIn + (c % groupIn)) * cout + group * groupOut + k] as number;
      }
    }
  }
  return turned;
}
