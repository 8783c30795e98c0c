// Convolution in WebAssembly SIMD: the image on a canvas with its padding, so that every row of a window is one run of floats.
import { elements, type Operand, type Shape, type Step } from "../../graph/graph.ts";
import { isParameter, type Parameter } from "../../graph/parameter.ts";
import { keepWeights, multiply, type Source } from "./product.ts";
import type { Simd } from "./simd.ts";
import { winogradConvolve } from "./winograd.ts";
import type { ConvShapes } from "../../ops/conv/conv_grid.ts";
import { f4, suitsWinograd } from "../../ops/conv/winograd_form.ts";

/** As convCpu. Undefined where it does not apply: groups, or weights that are no parameters. */
export function convSimd(
  { inputs, output, constants }: Step, image: Float32Array, weight: Operand, bias: Operand, residual: Float32Array | undefined, simd: Simd,
): Float32Array | undefined {
  if (constants["groups"] !== 1 || !isParameter(weight)) return undefined;
  const shapes = { image: inputs[0]?.shape as Shape, kernel: inputs[1]?.shape as Shape, output: output.shape, constants };
  return convolve(simd, shapes, image, weight, "conv", weight, { bias: bias as Float32Array | Parameter, residual });
}

interface Terms {
  readonly bias?: Float32Array | Parameter;
  readonly residual?: Float32Array | undefined; // like the output
}

/**
 * By Winograd where that is fewer multiplications, else window by window.
 * @param parameter what the kernel [K, K, Cin, Cout] is made of; packed once, under the name `form`
 * @param source the kernel itself
 * @returns [N, H', W', Cout]
 */
export function convolve(simd: Simd, shapes: ConvShapes, data: Float32Array, parameter: Parameter, form: string, source: Source, terms: Terms): Float32Array {
  const { image, kernel: [, , cin = 0, channels = 0], output, constants: { padding = 0, relu = 0 } } = shapes;
  if (suitsWinograd(shapes.kernel, shapes.constants, f4) && cin % 4 === 0 && channels % 4 === 0) { // four channels are transformed at a time
    return winogradConvolve(simd, { image, output, padding, weights: { parameter, form, source }, ...terms, relu: relu === 1 }, data);
  }
  return slide(simd, shapes, data, keepWeights(simd, parameter, form, source, channels), cin, terms);
}

function slide(simd: Simd, { image, kernel, output, constants }: ConvShapes, data: Float32Array, weights: number, cin: number, terms: Terms): Float32Array {
  const [n = 0, h = 0, w = 0] = image;
  const [kernelH = 0, kernelW = 0] = kernel;
  const [, outH = 0, outW = 0, channels = 0] = output;
  const { stride = 1, padding = 0, dilation = 1, relu = 0 } = constants;
  const canvasH = h + 2 * padding;
  const canvasW = w + 2 * padding;
  const at = (y: number, x: number): number => (y * canvasW + x) * cin;
  // A row of neighbouring taps is one run; taps that dilation keeps apart are a run each.
  const taps = dilation === 1 ? 1 : kernelW;
  return multiply(simd, {
    data,
    border: padding > 0 ? { image, padding } : undefined,
    pixels: n * outH * outW,
    begins: (pixel) => {
      const row = Math.floor(pixel / outW);
      return at(Math.floor(row / outH) * canvasH + (row % outH) * stride, (pixel % outW) * stride);
    },
    runs: Array.from({ length: kernelH * taps }, (_, tap) => at(Math.floor(tap / taps) * dilation, (tap % taps) * dilation)),
    length: elements(kernel.slice(0, 3)) / (kernelH * taps),
    channels,
    weights,
    ...terms,
    relu: relu === 1,
  });
}
