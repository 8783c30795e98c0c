// How long every step of a graph takes on a GPU. Apart from the way to a result: a program knows nothing of it.
import { onDevice, type Gpu } from "./gpu.ts";
import type { Data, Graph, Step, Value } from "../../graph/graph.ts";
import { Memory } from "./memory.ts";
import { instanceOf, prepareRecipe, writeInputs, type Dispatch } from "./prepare.ts";
import { phasesOf } from "../../graph/phases.ts";
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
export const profile = (
  gpu: Gpu, graph: Graph, outputs: readonly Value[], inputs: Readonly<Record<string, Data>>, rounds: number,
): Promise<StepTimes[]> => onDevice(gpu, () => profileOn(gpu, graph, outputs, inputs, rounds));

async function profileOn(gpu: Gpu, graph: Graph, outputs: readonly Value[], inputs: Readonly<Record<string, Data>>, rounds: number): Promise<StepTimes[]> {
  const memory = new Memory(gpu.device);
  const recipe = await prepareRecipe(gpu, memory, graph, phasesOf(graph, [outputs]));
  try {
    const { buffers, phases: [prepared] } = await instanceOf(gpu, memory, recipe);
    writeInputs(gpu, buffers, prepared?.phase.inputs ?? [], inputs);
    const dispatches = prepared?.dispatches ?? [];
    await timeSteps(gpu, dispatches, 1); // drivers finish compiling when a pipeline first runs
    return await timeSteps(gpu, dispatches, rounds);
  } finally {
    memory.dispose();
    recipe.weights.release();
  }
}

/** Of steps that are prepared, and whose inputs are written. @throws DeviceError "out-of-memory", "device-lost" */
export async function timeSteps(gpu: Gpu, dispatches: readonly Dispatch[], rounds: number): Promise<StepTimes[]> {
  const times = await timeOnGpu(gpu, dispatches.map((dispatch) => [dispatch]), rounds);
  return dispatches.map(({ step }, at) => ({ step, milliseconds: times[at] ?? [] }));
}
