// An inspection on a GPU: a buffer of its own for every value, read back when it is asked for.
import { onDevice, type Gpu } from "./gpu.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { InspectionState, unknownValue, type Inspection } from "../inspection.ts";
import { bytesOf, fromBuffer } from "../../graph/layout.ts";
import { Memory } from "./memory.ts";
import { numbersOf } from "../../graph/parameter.ts";
import { instanceOf, prepareRecipe, recordPhase, writeInputs, type Instance, type PreparedPhase } from "./prepare.ts";
import { timeSteps } from "./profile.ts";
import { readBack } from "./program.ts";
import { phasesOf } from "../../graph/phases.ts";
import type { Lease } from "./weights.ts";

/** @throws DeviceError "out-of-memory", "shader", "device-lost" */
export const inspectOnGpu = (gpu: Gpu, graph: Graph): Promise<Inspection> => onDevice(gpu, () => inspectOn(gpu, graph));

async function inspectOn(gpu: Gpu, graph: Graph): Promise<Inspection> {
  const memory = new Memory(gpu.device);
  let weights: Lease | undefined;
  const dispose = (): void => {
    memory.dispose();
    weights?.release();
  };
  try {
    const everything = graph.steps.map(({ output }) => output);
    const recipe = await prepareRecipe(gpu, memory, graph, phasesOf(graph, [everything]));
    ({ weights } = recipe);
    const { buffers, phases: [phase] } = await instanceOf(gpu, memory, recipe);
    return inspectionOf(gpu, memory, dispose, graph, buffers, phase as PreparedPhase);
  } catch (error) {
    dispose();
    throw error;
  }
}

function inspectionOf(gpu: Gpu, memory: Memory, dispose: () => void, graph: Graph, buffers: Instance["buffers"], prepared: PreparedPhase): Inspection {
  const state = new InspectionState();
  return {
    run: (inputs) => onDevice(gpu, async () => {
      state.requireOpen();
      writeInputs(gpu, buffers, prepared.phase.inputs, inputs);
      const encoder = gpu.device.createCommandEncoder();
      recordPhase(encoder, prepared);
      gpu.device.queue.submit([encoder.finish()]);
      state.end(); // the queue keeps the order: what is read back later waits for it
    }),
    valueOf: async (value) => {
      const parameter = graph.parameters.get(value);
      if (parameter) return numbersOf(parameter).slice();
      const buffer = buffers.get(value);
      if (!buffer) throw unknownValue(value);
      state.requireRun();
      return onDevice(gpu, () => readValue(gpu, value, buffer));
    },
    times: async (rounds) => {
      state.requireRun();
      return onDevice(gpu, () => timeSteps(gpu, prepared.dispatches, rounds));
    },
    get bytes() {
      return memory.bytes;
    },
    dispose: () => {
      state.dispose();
      dispose();
    },
  };
}

/** Through a staging buffer that lives as long as it takes. */
async function readValue(gpu: Gpu, value: Value, buffer: GPUBuffer): Promise<Float32Array> {
  const memory = new Memory(gpu.device);
  try {
    const bytes = bytesOf(value);
    const staging = await memory.guarded(() => memory.buffer(bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST, `${value.name}, read back`));
    const encoder = gpu.device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, bytes);
    gpu.device.queue.submit([encoder.finish()]);
    const data = fromBuffer(await readBack(gpu, staging), value);
    return data instanceof Float32Array ? data : new Float32Array(data);
  } finally {
    memory.dispose();
  }
}
