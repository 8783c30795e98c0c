// What a graph needs on a device before it can run: a buffer for every Value, and per step its pipeline and bind group.
// All of it is made once.
import type { Gpu } from "./device.ts";
import { DeviceError } from "./errors.ts";
import { inputFor, type Data, type Graph, type Step, type Value } from "./graph.ts";
import { activationLayout, bytesOf, pack, parameterLayout } from "./layout.ts";
import { allocate } from "./lifetimes.ts";
import type { Memory } from "./memory.ts";
import { countNotFinite } from "./not_finite.ts";
import { numbersOf } from "./parameter.ts";
import { pipelineFor } from "./pipelines.ts";
import type { Stage, Staged } from "./stages.ts";

/** One step, ready to be recorded. */
export interface Dispatch {
  readonly step: Step;
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

export interface PreparedStage {
  readonly stage: Stage;
  readonly dispatches: readonly Dispatch[];
}

export interface Prepared {
  readonly buffers: ReadonlyMap<Value, GPUBuffer>; // owned by the memory they were made in
  readonly stages: readonly PreparedStage[];
  readonly notFinite: readonly string[]; // names of parameters: see stages.ts
}

/** @throws DeviceError "out-of-memory", "shader" */
export async function prepare(gpu: Gpu, memory: Memory, graph: Graph, staged: Staged): Promise<Prepared> {
  const notFinite: string[] = [];
  const [buffers, sizes] = await memory.guarded(() => [placeValues(memory, graph, staged, notFinite), placeSizes(memory, staged)] as const);
  const stages = await Promise.all(staged.stages.map(async (stage) => ({
    stage,
    dispatches: await Promise.all(stage.steps.map((step) => dispatchOf(gpu, step, buffers, sizes.get(step)))),
  })));
  return { buffers, stages, notFinite };
}

/** Writes inputs into their buffers, all or none. @throws GraphError "input" */
export function writeInputs({ device }: Gpu, buffers: Prepared["buffers"], values: readonly Value[], inputs: Readonly<Record<string, Data>>): void {
  const packed = values.map((value) => pack(inputFor(value, inputs), value.shape, activationLayout(value.shape)) as Float32Array<ArrayBuffer>);
  values.forEach((value, at) => device.queue.writeBuffer(buffers.get(value) as GPUBuffer, 0, packed[at] as Float32Array<ArrayBuffer>));
}

/** Appends a stage's dispatches, in one pass. */
export function recordStage(encoder: GPUCommandEncoder, { dispatches }: PreparedStage): void {
  const pass = encoder.beginComputePass();
  for (const dispatch of dispatches) recordDispatch(pass, dispatch);
  pass.end();
}

/** Appends one dispatch to a pass. */
export function recordDispatch(pass: GPUComputePassEncoder, { pipeline, bindings, workgroups }: Dispatch): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindings);
  pass.dispatchWorkgroups(...workgroups);
}

/** A buffer for every Value that the stages touch or answer with. @param notFinite gets the names of parameters that hold NaN or an infinity */
function placeValues(memory: Memory, graph: Graph, { stages, kept }: Staged, notFinite: string[]): Map<Value, GPUBuffer> {
  const steps = stages.flatMap((stage) => stage.steps);
  const buffers = new Map<Value, GPUBuffer>();
  const used = new Set([...steps.flatMap((step) => step.inputs), ...kept]);
  for (const [value, parameter] of graph.parameters) {
    if (!used.has(value)) continue;
    const numbers = numbersOf(parameter);
    if (countNotFinite(numbers) > 0) notFinite.push(value.name);
    buffers.set(value, memory.upload(pack(numbers, value.shape, parameterLayout(value.shape)), GPUBufferUsage.STORAGE, value.name));
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

async function dispatchOf(gpu: Gpu, step: Step, buffers: ReadonlyMap<Value, GPUBuffer>, sizes: GPUBuffer | undefined): Promise<Dispatch> {
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
  return { step, pipeline, bindings, workgroups: kernel.workgroups };
}
