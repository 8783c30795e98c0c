import { elements } from "../../graph/graph.ts";
import { visitWindows, type Pooling } from "../shared/windows.ts";

/**
 * Every pixel receives 1/K² of the gradient of each window that contains it.
 * @param gradient of the pooling's output, [N, H', W', C]
 * @returns [N, H, W, C], of its image
 */
export function averagePoolAdjointCpu(pooling: Pooling, gradient: Float32Array): Float32Array {
  const sums = new Float64Array(elements(pooling.inputs[0]?.shape ?? []));
  const channels = pooling.output.shape.at(-1) ?? 0;
  const samples = (pooling.constants["kernel"] ?? 1) ** 2;
  visitWindows(pooling, (from, to) => {
    for (let c = 0; c < channels; c++) sums[from + c] = (sums[from + c] as number) + (gradient[to + c] as number);
  });
  return Float32Array.from(sums, (sum) => sum / samples);
}
