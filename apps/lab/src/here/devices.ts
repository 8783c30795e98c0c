// A graph on every device that this machine has, beside the reference.
import { compile, DeviceError, openGpu, openWasm, type Arrays, type Gpu, type Graph, type Value } from "@camlucida/tensor";

/** What computes, and what it made of the inputs: outputs by name. */
export interface Computed {
  readonly name: string;
  readonly outputs: Readonly<Record<string, Float32Array>>;
}

/** One after the other: the GPU, if there is one, and WebAssembly, if the runtime has SIMD. */
export async function* onDevices(graph: Graph, outputs: readonly Value[], inputs: Arrays): AsyncIterable<Computed> {
  const gpu = await gpuIfAny();
  if (gpu) {
    try {
      const program = await compile(gpu, graph, outputs);
      yield { name: nameOf(gpu), outputs: (await program.run(inputs)) as Record<string, Float32Array> };
      program.dispose();
    } finally {
      gpu.dispose();
    }
  }
  const wasm = openWasm();
  if (!wasm) return;
  const program = await wasm.compile(graph, outputs);
  yield { name: wasm.name, outputs: (await program.run(inputs)) as Record<string, Float32Array> };
  program.dispose();
  wasm.dispose();
}

/** undefined where no adapter is found: nothing else is an answer to "is there a GPU?" */
export async function gpuIfAny(): Promise<Gpu | undefined> {
  try {
    return await openGpu();
  } catch (error) {
    if (error instanceof DeviceError && error.code === "no-adapter") return undefined;
    throw error;
  }
}

/** The adapter, and whether it is a processor in truth. */
export const nameOf = ({ report: { name, backend, kind } }: Gpu): string => `${name}, ${backend}${kind === "software" ? " (a processor that imitates a GPU)" : ""}`;

export const noGpu = "There is no GPU here that WebGPU could find: what follows is the processor alone.";

/** @returns the largest |a − b|; NaN where there is one */
export const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, at) => (Number.isNaN(value) ? NaN : Math.max(most, Math.abs(value - (b[at] ?? NaN)))), 0);
