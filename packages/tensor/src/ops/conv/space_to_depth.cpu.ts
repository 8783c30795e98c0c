// Space to depth on the CPU.
import { elements, type Shape } from "../../graph/graph.ts";

/** [N, H, W, C] → [N, H', W', S·S·C]: blocks of S×S pixels as one, row by row, the first `padding` pixels before the image, where all is 0. */
export function spaceToDepthCpu(image: Float32Array, [n = 0, h = 0, w = 0, c = 0]: Shape, output: Shape, side: number, padding: number): Float32Array {
  const [, outH = 0, outW = 0, depth = 0] = output;
  const result = new Float32Array(elements(output));
  for (let at = 0; at < n * h * w; at++) {
    const [y, x] = [(Math.floor(at / w) % h) + padding, (at % w) + padding];
    if (y >= outH * side || x >= outW * side) continue;
    const block = (Math.floor(at / (h * w)) * outH + Math.floor(y / side)) * outW + Math.floor(x / side);
    result.set(image.subarray(at * c, (at + 1) * c), block * depth + ((y % side) * side + (x % side)) * c);
  }
  return result;
}
