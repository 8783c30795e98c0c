// compile(graph) → Program.run(): the graph on a GPU.
// Three moments: `compile` prepares (buffers, pipelines, bind groups, all made once), `record` writes the dispatches into a
// command buffer, `run` writes the inputs, submits once and reads back once. Runs may overlap: the queue keeps their order,
// and each reads from a staging buffer of its own.
import { onDevice, type Gpu } from "./device.ts";
import type { Data, Graph, Value } from "./graph.ts";
import { bytesOf, fromBuffer } from "./layout.ts";
import { Memory } from "./memory.ts";
import { prepare, recordStage, writeInputs, type PreparedStage } from "./prepare.ts";
import { inOrder, stagesOf, type StagedProgram } from "./stages.ts";
import { Staging } from "./staging.ts";

/** A graph ready to run. Owns its buffers; whoever compiled it disposes of it. */
export interface Program {
  /** @param inputs by name: [shape of the input], dense, row-major. Returns every output by name, likewise. */
  run(inputs: Readonly<Record<string, Data>>): Promise<Record<string, Data>>;
  /** Appends the work to a command buffer of the caller's. Nothing is read back: inputs and outputs lie in `buffer`. */
  record(encoder: GPUCommandEncoder): void;
  /** Where an input or output lies, as layout.ts says. Good until `dispose`. */
  buffer(value: Value): GPUBuffer;
  /** Bytes of GPU memory held. */
  readonly bytes: number;
  dispose(): void;
}

export interface CompileOptions {
  /** Runs that may be under way at once, one unless said: while one is read back the next computes. */
  readonly inFlight?: number;
}

/**
 * Prepares `outputs` of `graph` for a device.
 * @throws DeviceError "out-of-memory", "shader", "device-lost"
 */
export async function compile(gpu: Gpu, graph: Graph, outputs: readonly Value[], options: CompileOptions = {}): Promise<Program> {
  const { stages: [run], prepared: { buffers, stages: [stage] }, bytes, dispose } = await build(gpu, graph, [outputs], options);
  return {
    run: run as Program["run"],
    record: (encoder) => recordStage(encoder, stage as PreparedStage),
    buffer: (value) => buffers.get(value) as GPUBuffer,
    bytes,
    dispose,
  };
}

/**
 * Prepares `graph` for a device, to be run in stages: see stages.ts.
 * @param outputs the Values that each stage answers with, first stage first
 * @throws DeviceError "out-of-memory", "shader", "device-lost"; a stage that runs too early rejects with GraphError "stage"
 */
export async function compileInStages(gpu: Gpu, graph: Graph, outputs: readonly (readonly Value[])[], options: CompileOptions = {}): Promise<StagedProgram> {
  const { stages, prepared: { notFinite }, bytes, dispose } = await build(gpu, graph, outputs, options);
  return { stages, notFinite, bytes, dispose };
}

const build = (gpu: Gpu, graph: Graph, outputs: readonly (readonly Value[])[], options: CompileOptions) => onDevice(gpu, () => buildOn(gpu, graph, outputs, options));

async function buildOn(gpu: Gpu, graph: Graph, outputs: readonly (readonly Value[])[], { inFlight = 1 }: CompileOptions) {
  const memory = new Memory(gpu.device);
  try {
    const prepared = await prepare(gpu, memory, graph, stagesOf(graph, outputs));
    const readbacks = prepared.stages.map(({ stage }) => readbacksOf(stage.outputs));
    const largest = Math.max(4, ...readbacks.map(({ bytes }) => bytes));
    const staging = new Staging(await memory.guarded(() =>
      Array.from({ length: inFlight }, () => memory.buffer(largest, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST, "readback"))));
    const runs = prepared.stages.map((stage, at) => {
      const part = { gpu, buffers: prepared.buffers, ...stage, readbacks: readbacks[at]?.readbacks ?? [] };
      return (inputs: Readonly<Record<string, Data>>) => onDevice(gpu, () => staging.lend((buffer) => run(part, inputs, buffer)));
    });
    const gone = gpu.lost(); // some implementations prepare everything on a lost device without a complaint
    if (gone) throw gone;
    return { stages: inOrder(runs), prepared, bytes: memory.bytes, dispose: () => memory.dispose() };
  } catch (error) {
    memory.dispose();
    throw error;
  }
}

interface Readback {
  readonly value: Value;
  readonly offset: number; // bytes into the staging buffer
}

function readbacksOf(outputs: readonly Value[]): { readbacks: Readback[]; bytes: number } {
  let bytes = 0;
  const readbacks = outputs.map((value) => {
    const offset = bytes;
    bytes += bytesOf(value);
    return { value, offset };
  });
  return { readbacks, bytes };
}

/** One stage with everything that a run of it touches. */
interface Part extends PreparedStage {
  readonly gpu: Gpu;
  readonly buffers: ReadonlyMap<Value, GPUBuffer>;
  readonly readbacks: readonly Readback[];
}

async function run(part: Part, inputs: Readonly<Record<string, Data>>, staging: GPUBuffer): Promise<Record<string, Data>> {
  const { gpu: { device }, stage, buffers, readbacks } = part;
  writeInputs(part.gpu, buffers, stage.inputs, inputs);
  const encoder = device.createCommandEncoder();
  recordStage(encoder, part);
  for (const { value, offset } of readbacks) encoder.copyBufferToBuffer(buffers.get(value) as GPUBuffer, 0, staging, offset, bytesOf(value));
  device.queue.submit([encoder.finish()]);
  const bytes = await readBack(part.gpu, staging);
  return Object.fromEntries(readbacks.map(({ value, offset }) => [value.name, fromBuffer(bytes, value, offset)]));
}

/** A copy of what a staging buffer holds once the queue has got there. @throws DeviceError "device-lost" */
export const readBack = (gpu: Gpu, staging: GPUBuffer): Promise<ArrayBuffer> => onDevice(gpu, async () => {
  await staging.mapAsync(GPUMapMode.READ);
  const bytes = staging.getMappedRange().slice(0);
  staging.unmap();
  return bytes;
});
