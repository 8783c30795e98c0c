import { elements } from "../../graph/graph.ts";
import { visitWindows, type Pooling } from "../shared/windows.ts";

/**
 * Each window's gradient goes to its first maximum, row by row, as in PyTorch.
 * @param gradient of `pooled`, [N, H', W', C]; @param image [N, H, W, C]
 * @returns [N, H, W, C], of the image
 */
export function maxPoolAdjointCpu(pooling: Pooling, gradient: Float32Array, image: Float32Array, pooled: Float32Array): Float32Array {
  const sums = new Float64Array(image.length);
  const found = new Uint8Array(elements(pooling.output.shape)); // 1: this window's first maximum has been met
  const channels = pooling.output.shape.at(-1) ?? 0;
  visitWindows(pooling, (from, to) => {
    for (let c = 0; c < channels; c++) {
      if (found[to + c] || image[from + c] !== pooled[to + c]) continue;
      found[to + c] = 1;
      sums[from + c] = (sums[from + c] as number) + (gradient[to + c] as number);
    }
  });
  return Float32Array.from(sums);
}
