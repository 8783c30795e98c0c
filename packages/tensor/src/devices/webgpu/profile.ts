// How long work takes on a GPU: between two timestamps of its own clock, or by the wall clock where it has none to show; and how long
// every step of a graph does. Apart from the way to a result: a program knows nothing of it.
import { onDevice, type Gpu } from "./gpu.ts";
import type { Data, Graph, Value } from "../../graph/graph.ts";
import type { StepTimes } from "../inspection.ts";
import { Memory } from "./memory.ts";
import { instanceOf, prepareRecipe, recordDispatch, writeInputs, type Dispatch } from "./prepare.ts";
import { phasesOf } from "../../graph/phases.ts";
import { readBack } from "./program.ts";

/**
 * Runs the steps behind `outputs` round by round, each step in a pass of its own.
 * @param inputs by name, as for Program.run
 * @throws DeviceError "out-of-memory", "shader", "device-lost"; GraphError "input"
 * @example
 * ```ts
 * import { Graph, profile, relu } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = relu(graph, "output", graph.input("input", [1, 4]));
 * const times = await profile(gpu, graph, [output], { input: Float32Array.of(-1, 0, 2, 3) }, 5);
 * times.map(({ step, milliseconds }) => [step.op.name, milliseconds.length]); // → [["relu", 5]]
 * ```
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

const STAMP = 8; // bytes of a timestamp
const MOST = 2048; // pairs of timestamps in a query set: WebGPU's limit of 4096 queries

/** What is timed as one. */
type DispatchList = readonly Dispatch[];

/**
 * Times each once per round, one after the other, so that whatever slows the machine down meets them all.
 * @returns milliseconds, [works][rounds]
 * @throws DeviceError "out-of-memory", "device-lost"
 */
export async function timeOnGpu(gpu: Gpu, works: readonly DispatchList[], rounds: number): Promise<number[][]> {
  const times: number[][] = works.map(() => []);
  const round = gpu.device.features.has("timestamp-query") ? byTimestamps : byWallClock;
  for (let done = 0; done < rounds; done++) {
    for (let from = 0; from < works.length; from += MOST) {
      (await round(gpu, works.slice(from, from + MOST))).forEach((time, at) => times[from + at]?.push(time));
    }
  }
  return times;
}

async function byTimestamps(gpu: Gpu, works: readonly DispatchList[]): Promise<number[]> {
  const { device } = gpu;
  const memory = new Memory(device);
  const querySet = device.createQuerySet({ type: "timestamp", count: 2 * works.length });
  try {
    const bytes = 2 * works.length * STAMP;
    const [resolved, staging] = await memory.guarded(() => [
      memory.buffer(bytes, GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC, "timestamps"),
      memory.buffer(bytes, GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ, "timestamps, read back"),
    ] as const);
    const encoder = device.createCommandEncoder();
    works.forEach((work, at) => {
      recordAll(encoder, work, { timestampWrites: { querySet, beginningOfPassWriteIndex: 2 * at, endOfPassWriteIndex: 2 * at + 1 } });
    });
    encoder.resolveQuerySet(querySet, 0, 2 * works.length, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, bytes);
    device.queue.submit([encoder.finish()]);
    const stamps = new BigUint64Array(await readBack(gpu, staging)); // ns
    return works.map((_, at) => Number((stamps[2 * at + 1] as bigint) - (stamps[2 * at] as bigint)) / 1e6);
  } finally {
    querySet.destroy();
    memory.dispose();
  }
}

/** Whatever the queue itself costs is in these times, so they compare works and say little of one alone. */
async function byWallClock({ device }: Gpu, works: readonly DispatchList[]): Promise<number[]> {
  const times: number[] = [];
  await device.queue.onSubmittedWorkDone();
  for (const work of works) {
    const began = performance.now();
    const encoder = device.createCommandEncoder();
    recordAll(encoder, work, {});
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    times.push(performance.now() - began);
  }
  return times;
}

function recordAll(encoder: GPUCommandEncoder, work: DispatchList, descriptor: GPUComputePassDescriptor): void {
  const pass = encoder.beginComputePass(descriptor);
  for (const dispatch of work) recordDispatch(pass, dispatch);
  pass.end();
}
