import type { Shape } from "../../graph/graph.ts";

/** The mean over all positions of `input` [N, H, W, C] → [N, C]. */
export function globalAveragePoolCpu([n = 0, h = 0, w = 0, channels = 0]: Shape, input: Float32Array): Float32Array {
  const positions = h * w;
  const sums = new Float64Array(n * channels);
  for (let at = 0, position = 0; position < n * positions; position++) {
    const row = Math.floor(position / positions) * channels;
    for (let c = 0; c < channels; c++, at++) sums[row + c] = (sums[row + c] as number) + (input[at] as number);
  }
  return Float32Array.from(sums, (sum) => sum / positions);
}
