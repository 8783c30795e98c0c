// A graph on a GPU: Program.run(), and the phases of a PhasedProgram.
// Three moments: `compile` prepares (buffers, pipelines, bind groups, all made once), `record` writes the dispatches into a
// command buffer, `run` writes the inputs, submits once and reads back once. Runs may overlap: the queue keeps their order,
// and each reads from a staging buffer of its own.
import type { Arrays, CompileOptions, PhasedProgram, PhasedRun, Program } from "../device.ts";
import { onDevice, type Gpu } from "./gpu.ts";
import type { Data, Graph, Value } from "../../graph/graph.ts";
import { bytesOf, fromBuffer } from "../../graph/layout.ts";
import { Memory } from "./memory.ts";
import { inOrder, phasesOf } from "../../graph/phases.ts";
import { instanceOf, prepareRecipe, recordPhase, writeInputs, type Instance, type PreparedPhase, type Recipe } from "./prepare.ts";

/** A program whose work can be part of another submission, and whose arrays can stay on the GPU. */
export interface GpuProgram extends Program {
  /** Appends the work to a command buffer of the caller's. Nothing is read back: inputs and outputs lie in `buffer`. */
  record(encoder: GPUCommandEncoder): void;
  /** Where an input or output lies, as layout.ts says. Good until `dispose`. */
  buffer(value: Value): GPUBuffer;
}

/**
 * Prepares `outputs` of `graph` for a device.
 * @throws DeviceError "out-of-memory", "shader", "device-lost"
 * @example
 * ```ts
 * import { compile, Graph, relu } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const input = graph.input("input", [1, 4]);
 * const program = await compile(gpu, graph, [relu(graph, "output", input)]);
 * gpu.device.queue.writeBuffer(program.buffer(input), 0, Float32Array.of(-1, 0, 2, 3));
 * const encoder = gpu.device.createCommandEncoder();
 * program.record(encoder); // beside other work of the caller's, with nothing read back
 * gpu.device.queue.submit([encoder.finish()]);
 * await program.run({ input: Float32Array.of(-1, 0, 2, 3) }); // → { output: Float32Array.of(0, 0, 2, 3) }
 * program.dispose();
 * ```
 */
export async function compile(gpu: Gpu, graph: Graph, outputs: readonly Value[], { inFlight = 1 }: CompileOptions = {}): Promise<GpuProgram> {
  const { memory, recipe, staging, dispose } = await build(gpu, graph, [outputs], inFlight);
  const { buffers, phases: [phase] } = await onDevice(gpu, () => instanceOf(gpu, memory, recipe)).catch((error: unknown) => {
    dispose();
    throw error;
  });
  return {
    run: (inputs) => onDevice(gpu, () => staging.lend((buffer) => runPhase(gpu, phase as PreparedPhase, buffers, inputs, buffer))),
    record: (encoder) => recordPhase(encoder, phase as PreparedPhase),
    buffer: (value) => buffers.get(value) as GPUBuffer,
    get bytes() {
      return memory.bytes;
    },
    notFinite: recipe.weights.notFinite,
    dispose,
  };
}

/** One run's arrays, and the memory that they lie in. */
interface Held {
  readonly memory: Memory;
  readonly instance: Instance;
}

/**
 * Prepares `graph` to be run in phases. Runs that live at the same time have memory of their own; one that is disposed of leaves
 * its memory to the next.
 * @throws DeviceError "out-of-memory", "shader", "device-lost"
 * @example
 * ```ts
 * import { compilePhases, Graph, relu, reluAdjoint } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = relu(graph, "output", graph.input("input", [1, 4]));
 * const gradient = reluAdjoint(graph, "gradient", graph.input("seed", [1, 4]), output);
 * const program = await compilePhases(gpu, graph, [[output], [gradient]]);
 * const run = await program.begin({ input: Float32Array.of(-1, 0, 2, 3) });
 * await run.phase(1, { seed: Float32Array.of(1, 1, 1, 1) }); // → { gradient: Float32Array.of(0, 0, 1, 1) }
 * await run.phase(1, { seed: Float32Array.of(5, 5, 5, 5) }); // → { gradient: Float32Array.of(0, 0, 5, 5) }
 * run.dispose();
 * program.dispose();
 * ```
 */
export async function compilePhases(gpu: Gpu, graph: Graph, outputs: readonly (readonly Value[])[]): Promise<PhasedProgram> {
  const { memory, recipe, staging, dispose } = await build(gpu, graph, outputs, 1);
  const all = new Set<Held>();
  const idle: Held[] = [];
  const hold = async (): Promise<Held> => {
    const own = new Memory(gpu.device);
    try {
      const held = { memory: own, instance: await instanceOf(gpu, own, recipe) };
      all.add(held);
      return held;
    } catch (error) {
      own.dispose();
      throw error;
    }
  };
  return {
    begin: (inputs) => onDevice(gpu, async () => {
      const held = idle.pop() ?? (await hold());
      const run = (at: number, given: Arrays): Promise<Record<string, Data>> =>
        onDevice(gpu, () => staging.lend((buffer) => runPhase(gpu, held.instance.phases[at] as PreparedPhase, held.instance.buffers, given, buffer)));
      let returned = false;
      const giveBack = (): void => {
        if (!returned) idle.push(held);
        returned = true;
      };
      const first = await run(0, inputs).catch((error: unknown) => {
        giveBack();
        throw error;
      });
      return { outputs: first, phase: inOrder(run), dispose: giveBack } satisfies PhasedRun;
    }),
    get bytes() {
      return [...all].reduce((sum, held) => sum + held.memory.bytes, memory.bytes);
    },
    notFinite: recipe.weights.notFinite,
    dispose: () => {
      all.forEach((held) => held.memory.dispose());
      dispose();
    },
  };
}

/** What all runs share. */
export interface Built {
  readonly memory: Memory;
  readonly recipe: Recipe;
  readonly staging: Staging;
  dispose(): void;
}

/** Compiles pipelines and makes what runs share. @param inFlight runs that may be read back at once */
export const build = (gpu: Gpu, graph: Graph, outputs: readonly (readonly Value[])[], inFlight: number): Promise<Built> => onDevice(gpu, () => buildOn(gpu, graph, outputs, inFlight));

async function buildOn(gpu: Gpu, graph: Graph, outputs: readonly (readonly Value[])[], inFlight: number): Promise<Built> {
  const memory = new Memory(gpu.device);
  let recipe: Recipe | undefined;
  const dispose = (): void => {
    memory.dispose();
    recipe?.weights.release();
  };
  try {
    recipe = await prepareRecipe(gpu, memory, graph, phasesOf(graph, outputs));
    const largest = Math.max(4, ...outputs.map(readbackBytes));
    const staging = new Staging(await memory.guarded(() =>
      Array.from({ length: inFlight }, () => memory.buffer(largest, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST, "readback"))));
    const gone = gpu.lost(); // some implementations prepare everything on a lost device without a complaint
    if (gone) throw gone;
    return { memory, recipe, staging, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Where results are read back: staging buffers, of which each run that is under way holds one. Runs beyond their number wait, in order. */
class Staging {
  readonly #free: GPUBuffer[];
  readonly #waiting: ((buffer: GPUBuffer) => void)[] = [];

  /** @param buffers owned by whoever made them */
  constructor(buffers: readonly GPUBuffer[]) {
    this.#free = [...buffers];
  }

  /** Starts `work` at once where a buffer is free. */
  async lend<T>(work: (buffer: GPUBuffer) => Promise<T>): Promise<T> {
    const buffer = this.#free.pop() ?? (await new Promise<GPUBuffer>((resolve) => this.#waiting.push(resolve)));
    try {
      return await work(buffer);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(buffer);
      else this.#free.push(buffer);
    }
  }
}

const readbackBytes = (outputs: readonly Value[]): number => outputs.reduce((sum, value) => sum + bytesOf(value), 0);

async function runPhase(gpu: Gpu, prepared: PreparedPhase, buffers: Instance["buffers"], inputs: Arrays, staging: GPUBuffer): Promise<Record<string, Data>> {
  const { phase } = prepared;
  writeInputs(gpu, buffers, phase.inputs, inputs);
  const encoder = gpu.device.createCommandEncoder();
  recordPhase(encoder, prepared);
  let offset = 0; // bytes into the staging buffer
  const places = phase.outputs.map((value) => {
    const place = { value, offset };
    encoder.copyBufferToBuffer(buffers.get(value) as GPUBuffer, 0, staging, offset, bytesOf(value));
    offset += bytesOf(value);
    return place;
  });
  gpu.device.queue.submit([encoder.finish()]);
  const bytes = await readBack(gpu, staging);
  return Object.fromEntries(places.map(({ value, offset: at }) => [value.name, fromBuffer(bytes, value, at)]));
}

/**
 * A copy of what a staging buffer holds once the queue has got there.
 * @throws DeviceError "device-lost"
 * @example
 * ```ts
 * import { readBack } from "@camlucida/tensor";
 *
 * const { device } = gpu;
 * const staging = device.createBuffer({ size: 8, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
 * device.queue.writeBuffer(staging, 0, Float32Array.of(1, 2));
 * device.queue.submit([]);
 * new Float32Array(await readBack(gpu, staging)); // → Float32Array.of(1, 2)
 * staging.destroy();
 * ```
 */
export const readBack = (gpu: Gpu, staging: GPUBuffer): Promise<ArrayBuffer> => onDevice(gpu, async () => {
  await staging.mapAsync(GPUMapMode.READ);
  const bytes = staging.getMappedRange().slice(0);
  staging.unmap();
  return bytes;
});
