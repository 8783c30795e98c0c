// Max pooling in WebAssembly SIMD.
import { elements, type Step } from "../../graph/graph.ts";
import type { Simd } from "./simd.ts";

/** As maxPoolCpu. Undefined where the channels are no whole quads. */
export function maxPoolSimd({ inputs, output: { shape }, constants }: Step, data: Float32Array, simd: Simd): Float32Array | undefined {
  const [, height = 0, width = 0, channels = 0] = inputs[0]?.shape ?? [];
  const [n = 0, outHeight = 0, outWidth = 0] = shape;
  if (channels % 4 !== 0) return undefined;
  const { kernel = 1, stride = 1, padding = 0 } = constants;
  const result = simd.array(elements(shape));
  const [image = 0, output = 0] = simd.workspace([data, result]);
  simd.run("maxPool", [image, height, width, channels, output, outHeight, outWidth, kernel, stride, padding], n * outHeight);
  return simd.made(result, output);
}
