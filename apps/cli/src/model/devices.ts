// Which processor does the work: --device.
import { DeviceError, describeSimd, openGpu, openReference, openWasm, reportAdapter, webGpuDevice, type AdapterReport, type Device, type Gpu, type SimdOptions } from "@camlucida/tensor";
import process from "node:process";
import { roomForNetwork } from "../files/open_files.ts";
import type { DeviceChoice } from "../arguments/option_table.ts";
import { tuningFor } from "../tuning/tuning_file.ts";

/** Where the network is to run. Whoever chose it closes it. */
export interface ChosenDevice {
  readonly kind: "gpu" | "cpu";
  readonly name: string;
  readonly why: string; // it was chosen
  /** The device, ready for work: the same one every time. */
  open(work: Workload): Device;
  close(): void;
}

/** What a CPU wants to know of the work before it begins. */
export type Workload = Required<Pick<SimdOptions, "weights" | "othersAtWork">>;

/** The CPU: WebAssembly SIMD where the runtime has it, on all cores. */
export function cpuDevice(why: string): ChosenDevice {
  const threads = Math.min(navigator.hardwareConcurrency, 1 + roomForNetwork());
  let device: Device | undefined;
  return {
    kind: "cpu", name: describeSimd({ threads }) ?? "TypeScript, one thread", why,
    open: (work) => (device ??= openWasm({ threads, ...work }) ?? openReference()),
    close: () => device?.dispose(),
  };
}

/** The same whether an adapter in software was found by asking, or nobody had to ask. */
const noGpu = "this computer has no GPU, and a GPU in software is slower than its CPU";

/** Node has none, Deno has. */
export const hasWebGpu = (): boolean => navigator.gpu !== undefined;
export const noWebGpu = "Node has no WebGPU; to use a GPU, install the npm package deno beside camlucida";

/**
 * "gpu" insists, "cpu" insists, "auto" takes a WebGPU adapter that is a GPU and works, else the CPU: a software adapter
 * imitates a GPU on the same processor, several times slower.
 * @throws DeviceError for "gpu" without an adapter
 */
export async function chooseDevice(choice: DeviceChoice): Promise<ChosenDevice> {
  if (choice === "cpu") return cpuDevice("as asked for");
  if (choice === "gpu" && !hasWebGpu()) throw new DeviceError("no-adapter", `device: ${noWebGpu}, or use --device cpu.`);
  if (choice === "gpu") return gpuDevice(await openGpu(), "as asked for");
  if (!hasWebGpu()) return cpuDevice(noWebGpu);
  // Said by bin/deno.mjs. To ask all the same would take a sixth of a second, and find a processor at best.
  if (process.env["CAMLUCIDA_SHOWS_GPU"] === "no") return cpuDevice(noGpu);
  const report = await reportAdapter();
  if (report === undefined) return cpuDevice("there is no WebGPU adapter");
  if (report.kind === "software") return cpuDevice(noGpu);
  try {
    return await gpuDevice(await openGpu(), "a GPU, faster than the CPU");
  } catch (error) {
    if (error instanceof DeviceError) return cpuDevice(`${nameOf(report)} cannot be used: ${error.message}`);
    throw error;
  }
}

async function gpuDevice(gpu: Gpu, why: string): Promise<ChosenDevice> {
  const algorithms = await tuningFor(gpu.report);
  const device = webGpuDevice(gpu, { algorithms });
  return { kind: "gpu", name: nameOf(gpu.report), why: algorithms ? `${why}; tuned` : why, open: () => device, close: () => gpu.dispose() };
}

export const nameOf = ({ name, backend, kind }: AdapterReport): string => `${name} (${backend}, ${kind})`;
