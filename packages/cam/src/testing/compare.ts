// One small graph on the GPU and, through the CPU functions beside the shaders, without one; and how far two arrays are apart.
import { runByReferences, type Data, type Gpu, type Value } from "@camlucida/tensor";
import { runOnGpu } from "@camlucida/tensor/testing";
import type { Feed } from "../preprocess/image.ts";

export interface Both {
  readonly onGpu: Data;
  readonly onCpu: Data;
}

/** The same value of the same graph, computed twice. */
export async function both(gpu: Gpu, { graph, inputs }: Feed, output: Value): Promise<Both> {
  const [onGpu, onCpu] = [await runOnGpu(gpu, graph, [output], inputs), runByReferences(graph, [output], inputs)];
  return { onGpu: onGpu[output.name] as Data, onCpu: onCpu[output.name] as Data };
}

/** The largest difference between two pictures' bytes; infinite if their lengths differ. Any shape. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}
