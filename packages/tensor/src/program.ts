// compile(graph) → Program.run(): the graph on a GPU.
// Three moments: `compile` prepares (buffers, pipelines, bind groups, all made once), `run` writes the
// inputs, records one command buffer, submits it once and reads back once.
import type { Gpu } from "./device.ts";
import { DeviceError } from "./errors.ts";
import { elements, inputFor, type Data, type Graph, type Step, type Value } from "./graph.ts";
import { activationLayout, bytesOf, pack, parameterLayout, unpack } from "./layout.ts";
import { allocate } from "./lifetimes.ts";
import { Memory } from "./memory.ts";
import { pipelineFor } from "./pipelines.ts";
import { inOrder, stagesOf, type Stage, type Staged, type StagedProgram } from "./stages.ts";

/** A graph ready to run. Owns its buffers; whoever compiled it disposes of it. */
export interface Program {
  /** @param inputs by name: [shape of the input], dense, row-major. Returns every output by name, likewise. */
  run(inputs: Readonly<Record<string, Data>>): Promise<Record<string, Data>>;
  /** Bytes of GPU memory held. */
  readonly bytes: number;
  dispose(): void;
}

interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

interface Readback {
  readonly value: Value;
  readonly source: GPUBuffer;
  readonly offset: number; // bytes into the staging buffer
}

/**
 * Prepares `outputs` of `graph` for a device.
 * @throws DeviceError "out-of-memory", "shader", "device-lost"
 */
export async function compile(gpu: Gpu, graph: Graph, outputs: readonly Value[]): Promise<Program> {
  const { stages: [run], bytes, dispose } = await compileInStages(gpu, graph, [outputs]);
  return { run: run as Program["run"], bytes, dispose };
}

/**
 * Prepares `graph` for a device, to be run in stages: see stages.ts.
 * @param outputs the Values that each stage answers with, first stage first
 * @throws DeviceError "out-of-memory", "shader", "device-lost"; a stage that runs too early rejects with GraphError "stage"
 */
export async function compileInStages(gpu: Gpu, graph: Graph, outputs: readonly (readonly Value[])[]): Promise<StagedProgram> {
  const lost = gpu.lost();
  if (lost) throw lost;
  const staged = stagesOf(graph, outputs);
  const memory = new Memory(gpu.device);
  try {
    const [buffers, sizes] = await memory.guarded(() => [placeValues(memory, graph, staged), placeSizes(memory, staged)] as const);
    const parts = await Promise.all(staged.stages.map(async (stage) => ({
      gpu, stage, buffers, ...readbacksOf(stage, buffers),
      dispatches: await Promise.all(stage.steps.map((step) => prepare(gpu, step, buffers, sizes.get(step)))),
    })));
    const largest = Math.max(4, ...parts.map(({ readbackBytes }) => readbackBytes));
    const staging = await memory.guarded(() => memory.buffer(largest, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST, "readback"));
    const runs = parts.map((part) => (inputs: Readonly<Record<string, Data>>) => run({ ...part, staging }, inputs));
    return { stages: inTurn(inOrder(runs)), bytes: memory.bytes, dispose: () => memory.dispose() };
  } catch (error) {
    memory.dispose();
    throw gpu.lost() ?? error;
  }
}

/** A later call waits for the ones before it, of any stage: there is one set of buffers. */
function inTurn<A, R>(works: readonly ((argument: A) => Promise<R>)[]): ((argument: A) => Promise<R>)[] {
  let last: Promise<unknown> = Promise.resolve();
  return works.map((work) => (argument) => {
    const next = last.then(() => work(argument), () => work(argument));
    last = next;
    return next;
  });
}

/** A buffer for every Value that the stages touch or answer with. */
function placeValues(memory: Memory, graph: Graph, { stages, kept }: Staged): Map<Value, GPUBuffer> {
  const steps = stages.flatMap((stage) => stage.steps);
  const buffers = new Map<Value, GPUBuffer>();
  const used = new Set([...steps.flatMap((step) => step.inputs), ...kept]);
  for (const [value, data] of graph.parameters) {
    if (used.has(value)) buffers.set(value, memory.upload(pack(data, value.shape, parameterLayout(value.shape)), GPUBufferUsage.STORAGE, value.name));
  }
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  for (const value of graph.inputs) if (used.has(value)) buffers.set(value, memory.buffer(bytesOf(value), usage, value.name));
  const { bufferOf, sizes } = allocate(steps, kept, bytesOf);
  const shared = sizes.map((size, at) => memory.buffer(size, usage, `intermediate ${at}`));
  for (const [value, at] of bufferOf) buffers.set(value, shared[at] as GPUBuffer);
  return buffers;
}

/** A buffer for the sizes of every step that has some. */
function placeSizes(memory: Memory, { stages }: Staged): Map<Step, GPUBuffer> {
  const buffers = new Map<Step, GPUBuffer>();
  for (const step of stages.flatMap((stage) => stage.steps)) {
    const { sizes } = step.op.kernel(step);
    if (sizes) buffers.set(step, memory.upload(new Uint32Array(sizes), GPUBufferUsage.UNIFORM, `sizes of ${step.output.name}`));
  }
  return buffers;
}

async function prepare(gpu: Gpu, step: Step, buffers: ReadonlyMap<Value, GPUBuffer>, sizes: GPUBuffer | undefined): Promise<Dispatch> {
  const kernel = step.op.kernel(step);
  const tooMany = kernel.workgroups.find((count) => count > gpu.device.limits.maxComputeWorkgroupsPerDimension);
  if (tooMany !== undefined) {
    throw new DeviceError("out-of-memory", `device: "${step.output.name}" needs ${tooMany} workgroups along one axis; this adapter allows ${gpu.device.limits.maxComputeWorkgroupsPerDimension}. Use a smaller batch or image, or the CPU.`);
  }
  const reads = kernel.reads ?? step.inputs;
  const bound = [...reads, step.output].map((value) => buffers.get(value) as GPUBuffer);
  if (sizes) bound.push(sizes);
  const pipeline = await pipelineFor(gpu, step.op.name, kernel, reads.length);
  const bindings = gpu.device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: bound.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  return { pipeline, bindings, workgroups: kernel.workgroups };
}

function readbacksOf({ outputs }: Stage, buffers: ReadonlyMap<Value, GPUBuffer>): { readbacks: Readback[]; readbackBytes: number } {
  let offset = 0;
  const readbacks = outputs.map((value) => {
    const at = offset;
    offset += bytesOf(value);
    return { value, source: buffers.get(value) as GPUBuffer, offset: at };
  });
  return { readbacks, readbackBytes: offset };
}

/** One stage, prepared. */
interface Prepared {
  readonly gpu: Gpu;
  readonly stage: Stage;
  readonly buffers: ReadonlyMap<Value, GPUBuffer>;
  readonly dispatches: readonly Dispatch[];
  readonly staging: GPUBuffer;
  readonly readbacks: readonly Readback[];
}

async function run(program: Prepared, inputs: Readonly<Record<string, Data>>): Promise<Record<string, Data>> {
  const { gpu, staging } = program;
  const lost = gpu.lost();
  if (lost) throw lost;
  for (const value of program.stage.inputs) {
    const data = pack(inputFor(value, inputs), value.shape, activationLayout(value.shape)) as Float32Array<ArrayBuffer>;
    gpu.device.queue.writeBuffer(program.buffers.get(value) as GPUBuffer, 0, data);
  }
  gpu.device.queue.submit([record(program)]);
  try {
    await staging.mapAsync(GPUMapMode.READ);
  } catch (cause) {
    await Promise.resolve(); // let `device.lost` report first: it knows why
    throw gpu.lost() ?? new DeviceError("device-lost", `device: reading the result back failed (${String(cause)}). Open the device again, or use the CPU.`, { cause });
  }
  const bytes = staging.getMappedRange().slice(0);
  staging.unmap();
  return Object.fromEntries(program.readbacks.map(({ value, offset }) => [value.name, view(bytes, value, offset)]));
}

function record(program: Prepared): GPUCommandBuffer {
  const encoder = program.gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  for (const { pipeline, bindings, workgroups } of program.dispatches) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
    pass.dispatchWorkgroups(...workgroups);
  }
  pass.end();
  for (const { value, source, offset } of program.readbacks) encoder.copyBufferToBuffer(source, 0, program.staging, offset, bytesOf(value));
  return encoder.finish();
}

function view(bytes: ArrayBuffer, value: Value, offset: number): Data {
  const layout = activationLayout(value.shape);
  const data = value.type === "f32" ? new Float32Array(bytes, offset, elements(layout)) : new Uint8Array(bytes, offset, elements(layout));
  return unpack(data, value.shape, layout);
}
