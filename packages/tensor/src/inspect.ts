// A graph opened so that every value of a run can be looked at: what each layer saw, how long it took.
// For looking, not for speed: nothing shares memory with anything. A program (program.ts) keeps its outputs only.
import type { Gpu } from "./device.ts";
import type { Graph } from "./graph.ts";
import { inspectOnCpu } from "./inspect_cpu.ts";
import { inspectOnGpu } from "./inspect_gpu.ts";
import type { Inspection } from "./inspection.ts";

export interface InspectionOptions {
  /** On the CPU; one, unless said. */
  readonly threads?: number;
}

/**
 * On a GPU, or on the CPU where `gpu` is undefined.
 * @throws DeviceError "out-of-memory", "shader", "device-lost"
 */
export const openInspection = async (gpu: Gpu | undefined, graph: Graph, { threads = 1 }: InspectionOptions = {}): Promise<Inspection> =>
  gpu ? inspectOnGpu(gpu, graph) : inspectOnCpu(graph, threads);
