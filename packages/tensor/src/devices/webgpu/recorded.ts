// A graph's phases as part of submissions of the caller's: live video goes forwards and backwards without being awaited.
import type { Graph, Value } from "../../graph/graph.ts";
import { onDevice, type Gpu } from "./gpu.ts";
import { instanceOf, recordPhase, type PreparedPhase } from "./prepare.ts";
import { build, type GpuProgram } from "./program.ts";

/** Phases whose work can be part of another submission: see GpuProgram. */
export interface RecordedPhases extends Pick<GpuProgram, "buffer" | "bytes" | "notFinite" | "dispose"> {
  /** Appends the work of one phase. @param at 0 for the first; whatever it reads of earlier ones lies where they have left it */
  record(encoder: GPUCommandEncoder, at: number): void;
}

/**
 * As `compilePhases`, for one run that never ends: inputs and outputs stay on the GPU.
 * @param outputs the Values that each phase answers with, first phase first
 * @throws DeviceError "out-of-memory", "shader", "device-lost"
 * @example
 * ```ts
 * import { compileRecorded, Graph, relu, reluAdjoint } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = relu(graph, "output", graph.input("input", [1, 4]));
 * const gradient = reluAdjoint(graph, "gradient", graph.input("seed", [1, 4]), output);
 * const phases = await compileRecorded(gpu, graph, [[output], [gradient]]);
 * const encoder = gpu.device.createCommandEncoder();
 * phases.record(encoder, 0); // and, as often as one likes, the second
 * phases.record(encoder, 1);
 * gpu.device.queue.submit([encoder.finish()]);
 * phases.buffer(gradient).size; // → 16
 * phases.dispose();
 * ```
 */
export async function compileRecorded(gpu: Gpu, graph: Graph, outputs: readonly (readonly Value[])[]): Promise<RecordedPhases> {
  const { memory, recipe, dispose } = await build(gpu, graph, outputs, 0);
  const { buffers, phases } = await onDevice(gpu, () => instanceOf(gpu, memory, recipe)).catch((error: unknown) => {
    dispose();
    throw error;
  });
  return {
    record: (encoder, at) => recordPhase(encoder, phases[at] as PreparedPhase),
    buffer: (value) => buffers.get(value) as GPUBuffer,
    get bytes() {
      return memory.bytes;
    },
    notFinite: recipe.weights.notFinite,
    dispose,
  };
}
