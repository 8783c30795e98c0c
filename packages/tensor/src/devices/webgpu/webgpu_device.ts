// A GPU by WebGPU: each convolution goes by the algorithm that suits it there.
import { chooseAlgorithms, type AlgorithmSelector } from "../../ops/conv/choose.ts";
import { openGpu, type Gpu } from "./gpu.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { inspectOnGpu } from "./inspect_gpu.ts";
import { compile, compilePhases, type GpuProgram } from "./program.ts";
import { compileRecorded, type RecordedPhases } from "./recorded.ts";
import type { CompileOptions, Device } from "../device.ts";

/** A GPU as a device. */
export interface WebGpuDevice extends Device {
  readonly kind: "webgpu";
  readonly gpu: Gpu;
  compile(graph: Graph, outputs: readonly Value[], options?: CompileOptions): Promise<GpuProgram>;
  /** As `compilePhases`, for one run that never ends and is recorded, not awaited. @throws DeviceError "out-of-memory", "shader", "device-lost" */
  compileRecorded(graph: Graph, outputs: readonly (readonly Value[])[]): Promise<RecordedPhases>;
}

/** How a GPU computes. */
export interface WebGpuOptions {
  /** By which algorithms it convolves: by the heuristic, unless said. See `fromTuning`. */
  readonly algorithms?: AlgorithmSelector | undefined;
}

/**
 * Whether a device is a GPU: only there can frames be drawn without being read back.
 * @example
 * ```ts
 * import { isWebGpu } from "@camlucida/tensor";
 *
 * isWebGpu(device); // → false
 * isWebGpu(webgpu); // → true
 * ```
 */
export const isWebGpu = (device: Device): device is WebGpuDevice => device.kind === "webgpu";

/**
 * The GPU that `openGpu` opens, as a device that closes with it.
 * @throws DeviceError "no-adapter", "device-limits"
 * @example
 * ```ts
 * import { Graph, openWebGpu, relu } from "@camlucida/tensor";
 *
 * const device = await openWebGpu();
 * const graph = new Graph();
 * const program = await device.compile(graph, [relu(graph, "output", graph.input("input", [1, 3]))]);
 * await program.run({ input: Float32Array.of(-1, 0, 2) }); // → { output: Float32Array.of(0, 0, 2) }
 * program.dispose();
 * device.dispose();
 * ```
 */
export const openWebGpu = async (options: WebGpuOptions = {}): Promise<WebGpuDevice> => webGpuDevice(await openGpu(), options);

/**
 * A device on an adapter that is open; it closes with it.
 * @example
 * ```ts
 * import { webGpuDevice } from "@camlucida/tensor";
 *
 * const { kind, batchSize } = webGpuDevice(gpu);
 * [kind, batchSize]; // → ["webgpu", 8]
 * ```
 */
export function webGpuDevice(gpu: Gpu, { algorithms }: WebGpuOptions = {}): WebGpuDevice {
  const chosen = (graph: Graph): Graph => chooseAlgorithms(graph, algorithms, gpu.device.limits.maxStorageBufferBindingSize);
  const { weights } = gpu;
  return {
    kind: "webgpu",
    name: gpu.report.name,
    gpu,
    batchSize: 8,
    weights: {
      get count() { return weights.count; },
      get bytes() { return weights.bytes; },
      get packed() { return weights.uploads; },
    },
    compile: (graph, outputs, compileOptions) => compile(gpu, chosen(graph), outputs, compileOptions),
    compilePhases: (graph, outputs) => compilePhases(gpu, chosen(graph), outputs),
    compileRecorded: (graph, outputs) => compileRecorded(gpu, chosen(graph), outputs),
    inspect: (graph) => inspectOnGpu(gpu, graph),
    lost: gpu.lost,
    dispose: gpu.dispose,
  };
}
