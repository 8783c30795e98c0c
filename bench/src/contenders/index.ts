// Who is measured, and where each can run. Nobody's code is loaded before it is needed: loading is measured too.
import type { Contender, ModelName } from "../contender.ts";

export type Runtime = "Deno" | "Chromium";
export type RunsOn = "GPU" | "CPU, one thread" | "CPU, all threads";

export interface Entry {
  readonly id: string;
  readonly name: string;
  readonly on: RunsOn;
  readonly runtimes: readonly Runtime[];
  /** Who computes some of the networks only. */
  readonly models?: readonly ModelName[];
  /** Who reads no .onnx files cannot be measured at it. */
  readonly opensFiles?: true;
  /** Absent of who is no JavaScript: see pytorch.ts. */
  readonly load?: () => Promise<Contender>;
}

const everywhere: readonly Runtime[] = ["Deno", "Chromium"];

/** Ours stands first: what the others are compared with, in numbers and in time. */
export const entries: readonly Entry[] = [
  { id: "camlucida-gpu", name: "camlucida", on: "GPU", runtimes: everywhere, opensFiles: true, load: async () => (await import("./ours.ts")).onGpu },
  { id: "tensorflow-gpu", name: "TensorFlow.js", on: "GPU", runtimes: everywhere, load: async () => (await import("./tensorflow.ts")).tensorflow },
  { id: "onnxruntime-gpu", name: "onnxruntime-web", on: "GPU", runtimes: everywhere, opensFiles: true, load: async () => (await import("./onnxruntime.ts")).onGpu() },
  { id: "jax-gpu", name: "jax-js", on: "GPU", runtimes: everywhere, models: ["resnet18", "resnet50"], load: async () => (await import("./jax.ts")).jax },
  ...onCpu("one", "CPU, one thread", 1),
  ...onCpu("all", "CPU, all threads", navigator.hardwareConcurrency),
];

function onCpu(mark: string, on: RunsOn, threads: number): Entry[] {
  return [
    { id: `camlucida-${mark}`, name: "camlucida", on, runtimes: everywhere, opensFiles: true, load: async () => (await import("./ours.ts")).onCpu(threads) },
    { id: `onnxruntime-${mark}`, name: "onnxruntime-web", on, runtimes: everywhere, opensFiles: true, load: async () => (await import("./onnxruntime.ts")).inWasm(threads) },
    { id: `native-${mark}`, name: "onnxruntime-node", on, runtimes: ["Deno"], opensFiles: true, load: async () => (await import("./onnxruntime.ts")).native(threads) },
    { id: `pytorch-${mark}`, name: "PyTorch", on, runtimes: ["Deno"] },
  ];
}
