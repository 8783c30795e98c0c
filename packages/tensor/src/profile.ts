// How long every step of a graph takes on a GPU. Apart from the way to a result: a program knows nothing of it.
import type { Gpu } from "./device.ts";
import { inputFor, type Data, type Graph, type Step, type Value } from "./graph.ts";
import { activationLayout, pack } from "./layout.ts";
import { Memory } from "./memory.ts";
import { prepare } from "./prepare.ts";
import { stagesOf } from "./stages.ts";
import { timeOnGpu } from "./timer.ts";

export interface StepTimes {
  readonly step: Step;
  readonly milliseconds: readonly number[]; // one per round
}

/**
 * Runs the steps behind `outputs` round by round, each step in a pass of its own.
 * @param inputs by name, as for Program.run
 * @throws DeviceError "out-of-memory", "shader", "device-lost"; GraphError "input"
 */
export async function profile(
  gpu: Gpu, graph: Graph, outputs: readonly Value[], inputs: Readonly<Record<string, Data>>, rounds: number,
): Promise<StepTimes[]> {
  const memory = new Memory(gpu.device);
  try {
    const { buffers, stages: [stage] } = await prepare(gpu, memory, graph, stagesOf(graph, [outputs]));
    for (const value of stage?.stage.inputs ?? []) {
      const data = pack(inputFor(value, inputs), value.shape, activationLayout(value.shape)) as Float32Array<ArrayBuffer>;
      gpu.device.queue.writeBuffer(buffers.get(value) as GPUBuffer, 0, data);
    }
    const dispatches = stage?.dispatches ?? [];
    await timeOnGpu(gpu, dispatches.map((dispatch) => [dispatch]), 1); // drivers finish compiling when a pipeline first runs
    const times = await timeOnGpu(gpu, dispatches.map((dispatch) => [dispatch]), rounds);
    return dispatches.map(({ step }, at) => ({ step, milliseconds: times[at] ?? [] }));
  } finally {
    memory.dispose();
  }
}
