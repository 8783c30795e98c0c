// An inspection on a GPU: a buffer of its own for every value, read back when it is asked for.
import { onDevice, type Gpu } from "./device.ts";
import type { Graph, Value } from "./graph.ts";
import { Progress, unknownValue, type Inspection } from "./inspection.ts";
import { bytesOf, fromBuffer } from "./layout.ts";
import { Memory } from "./memory.ts";
import { numbersOf } from "./parameter.ts";
import { prepare, recordStage, writeInputs, type Prepared, type PreparedStage } from "./prepare.ts";
import { timeSteps } from "./profile.ts";
import { readBack } from "./program.ts";
import { stagesOf } from "./stages.ts";

/** @throws DeviceError "out-of-memory", "shader", "device-lost" */
export const inspectOnGpu = (gpu: Gpu, graph: Graph): Promise<Inspection> => onDevice(gpu, () => inspectOn(gpu, graph));

async function inspectOn(gpu: Gpu, graph: Graph): Promise<Inspection> {
  const memory = new Memory(gpu.device);
  try {
    const everything = graph.steps.map(({ output }) => output);
    const { buffers, stages: [stage] } = await prepare(gpu, memory, graph, stagesOf(graph, [everything]));
    return inspectionOf(gpu, memory, graph, buffers, stage as PreparedStage);
  } catch (error) {
    memory.dispose();
    throw error;
  }
}

function inspectionOf(gpu: Gpu, memory: Memory, graph: Graph, buffers: Prepared["buffers"], prepared: PreparedStage): Inspection {
  const progress = new Progress();
  return {
    look: (inputs) => onDevice(gpu, async () => {
      progress.requireOpen();
      writeInputs(gpu, buffers, prepared.stage.inputs, inputs);
      const encoder = gpu.device.createCommandEncoder();
      recordStage(encoder, prepared);
      gpu.device.queue.submit([encoder.finish()]);
      progress.looked(); // the queue keeps the order: what is read back later waits for it
    }),
    valueOf: async (value) => {
      const parameter = graph.parameters.get(value);
      if (parameter) return numbersOf(parameter).slice();
      const buffer = buffers.get(value);
      if (!buffer) throw unknownValue(value);
      progress.requireLook();
      return onDevice(gpu, () => readValue(gpu, value, buffer));
    },
    times: async (rounds) => {
      progress.requireLook();
      return onDevice(gpu, () => timeSteps(gpu, prepared.dispatches, rounds));
    },
    get bytes() {
      return memory.bytes;
    },
    dispose: () => {
      progress.disposed();
      memory.dispose();
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
