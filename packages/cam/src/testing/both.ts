// One small graph on the GPU and, through the CPU functions beside the shaders, without one.
import { runByReferences, type Data, type Gpu, type Value } from "@camlucida/tensor";
import { runOnGpu } from "@camlucida/tensor/testing";
import type { Feed } from "../views/picture_graph.ts";

export interface Both {
  readonly onGpu: Data;
  readonly onCpu: Data;
}

/** The same value of the same graph, computed twice. */
export async function both(gpu: Gpu, { graph, inputs }: Feed, output: Value): Promise<Both> {
  const [onGpu, onCpu] = [await runOnGpu(gpu, graph, [output], inputs), runByReferences(graph, [output], inputs)];
  return { onGpu: onGpu[output.name] as Data, onCpu: onCpu[output.name] as Data };
}
