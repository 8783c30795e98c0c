import { elements, type Step } from "../../graph/graph.ts";
import { visitWindows } from "../shared/windows.ts";

/** The mean under each window, the padding's zeros counted. Input and output [N, H, W, C]. */
export function averagePoolCpu(step: Step, input: Float32Array): Float32Array {
  const sums = new Float64Array(elements(step.output.shape));
  const channels = step.output.shape.at(-1) ?? 0;
  const samples = (step.constants["kernel"] ?? 1) ** 2;
  visitWindows(step, (from, to) => {
    for (let c = 0; c < channels; c++) sums[to + c] = (sums[to + c] as number) + (input[from + c] as number);
  });
  return Float32Array.from(sums, (sum) => sum / samples);
}
