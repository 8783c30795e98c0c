import { elements, type Step } from "../../graph/graph.ts";
import { visitWindows } from "../shared/windows.ts";

/** The largest value under each window. Input and output [N, H, W, C]. */
export function maxPoolCpu(step: Step, input: Float32Array): Float32Array {
  const output = new Float32Array(elements(step.output.shape)).fill(-Infinity);
  const channels = step.output.shape.at(-1) ?? 0;
  visitWindows(step, (from, to) => {
    for (let c = 0; c < channels; c++) output[to + c] = Math.max(output[to + c] as number, input[from + c] as number);
  });
  return output;
}
