// What a graph needs on a GPU before it can run. Made once for a program: pipelines, the sizes that kernels read, the weights (leased).
// Made once for each run that keeps something: a buffer for every other Value, and per step a bind group.
import type { Gpu } from "./gpu.ts";
import { DeviceError } from "../../graph/errors.ts";
import { inputFor, type Data, type Graph, type Kernel, type Step, type Value } from "../../graph/graph.ts";
import { activationLayout, bytesOf, pack } from "../../graph/layout.ts";
import { allocate } from "../../graph/lifetimes.ts";
import type { Memory } from "./memory.ts";
import { parametersOf, type Phase, type Phases } from "../../graph/phases.ts";
import { pipelineFor } from "./pipelines.ts";
import { packSizes } from "../../graph/shader_text.ts";
import type { Lease } from "./weights.ts";

/** One step, ready to be recorded. */
export interface Dispatch {
  readonly step: Step;
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

export interface PreparedPhase {
  readonly phase: Phase;
  readonly dispatches: readonly Dispatch[];
}

/** What every run of a program shares. */
export interface Recipe extends Phases {
  readonly graph: Graph;
  readonly weights: Lease;
  readonly kernels: ReadonlyMap<Step, ReadyKernel>;
}

interface ReadyKernel {
  readonly kernel: Kernel;
  readonly pipeline: GPUComputePipeline;
  readonly sizes: GPUBuffer | undefined;
}

/** The arrays of one run and what reads and writes them. */
export interface Instance {
  readonly buffers: ReadonlyMap<Value, GPUBuffer>; // weights among them
  readonly phases: readonly PreparedPhase[];
}

/** @param memory that the sizes are made in. @throws DeviceError "out-of-memory", "shader" */
export async function prepareRecipe(gpu: Gpu, memory: Memory, graph: Graph, phases: Phases): Promise<Recipe> {
  const weights = await gpu.weights.lease(parametersOf(graph, phases));
  try {
    const steps = phases.phases.flatMap((phase) => phase.steps);
    const kernels = steps.map((step) => kernelOf(gpu, step));
    const sizes = await memory.guarded(() => kernels.map(({ wgsl, sizes: record }, at) =>
      record && memory.upload(packSizes(steps[at]?.op.name ?? "", wgsl, record), GPUBufferUsage.UNIFORM, `sizes of ${steps[at]?.output.name}`)));
    const pipelines = await Promise.all(kernels.map((kernel, at) => pipelineFor(gpu, steps[at]?.op.name ?? "", kernel, (kernel.reads ?? steps[at]?.inputs ?? []).length)));
    const ready = steps.map((step, at): [Step, ReadyKernel] => [step, { kernel: kernels[at] as Kernel, pipeline: pipelines[at] as GPUComputePipeline, sizes: sizes[at] }]);
    return { ...phases, graph, weights, kernels: new Map(ready) };
  } catch (error) {
    weights.release();
    throw error;
  }
}

/** @param memory that the buffers are made in. @throws DeviceError "out-of-memory" */
export async function instanceOf(gpu: Gpu, memory: Memory, recipe: Recipe): Promise<Instance> {
  const buffers = await memory.guarded(() => placeValues(memory, recipe));
  const phases = recipe.phases.map((phase) => ({ phase, dispatches: phase.steps.map((step) => dispatchOf(gpu, step, buffers, recipe)) }));
  return { buffers, phases };
}

/** Writes inputs into their buffers, all or none. @throws GraphError "input" */
export function writeInputs({ device }: Gpu, buffers: Instance["buffers"], values: readonly Value[], inputs: Readonly<Record<string, Data>>): void {
  const packed = values.map((value) => pack(inputFor(value, inputs), value.shape, activationLayout(value.shape)) as Float32Array<ArrayBuffer>);
  values.forEach((value, at) => device.queue.writeBuffer(buffers.get(value) as GPUBuffer, 0, packed[at] as Float32Array<ArrayBuffer>));
}

/** Appends a phase's dispatches, in one pass. */
export function recordPhase(encoder: GPUCommandEncoder, { dispatches }: PreparedPhase): void {
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

/** A buffer for every Value that the phases touch or answer with. */
function placeValues(memory: Memory, { graph, phases, kept, weights }: Recipe): Map<Value, GPUBuffer> {
  const steps = phases.flatMap((phase) => phase.steps);
  const buffers = new Map(weights.buffers);
  const used = new Set([...steps.flatMap((step) => step.inputs), ...kept]);
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  for (const value of graph.inputs) if (used.has(value)) buffers.set(value, memory.buffer(bytesOf(value), usage, value.name));
  const { bufferOf, sizes } = allocate(steps, kept, bytesOf);
  const shared = sizes.map((size, at) => memory.buffer(size, usage, `intermediate ${at}`));
  for (const [value, at] of bufferOf) buffers.set(value, shared[at] as GPUBuffer);
  return buffers;
}

/** @throws DeviceError "out-of-memory" for more workgroups than an axis holds */
function kernelOf(gpu: Gpu, step: Step): Kernel {
  const kernel = step.op.kernel(step);
  const most = gpu.device.limits.maxComputeWorkgroupsPerDimension;
  const tooMany = kernel.workgroups.find((count) => count > most);
  if (tooMany === undefined) return kernel;
  throw new DeviceError("out-of-memory", `device: "${step.output.name}" needs ${tooMany} workgroups along one axis; this adapter allows ${most}. Use a smaller batch or image, or the CPU.`);
}

function dispatchOf(gpu: Gpu, step: Step, buffers: ReadonlyMap<Value, GPUBuffer>, { kernels }: Recipe): Dispatch {
  const { kernel, pipeline, sizes } = kernels.get(step) as ReadyKernel;
  const bound = [...(kernel.reads ?? step.inputs), step.output].map((value) => buffers.get(value) as GPUBuffer);
  if (sizes) bound.push(sizes);
  const bindings = gpu.device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: bound.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  return { step, pipeline, bindings, workgroups: kernel.workgroups };
}
