import type { Shape } from "../graph.ts";

/** The mean over all positions of `input` [N, H, W, C] → [N, C]. */
export function globalAveragePoolCpu([n = 0, h = 0, w = 0, channels = 0]: Shape, input: Float32Array): Float32Array {
  const positions = h * w;
  const sums = new Float64Array(n * channels);
  input.forEach((x, at) => {
    const to = Math.floor(at / (positions * channels)) * channels + (at % channels);
    sums[to] = (sums[to] as number) + x;
  });
  return Float32Array.from(sums, (sum) => sum / positions);
}
