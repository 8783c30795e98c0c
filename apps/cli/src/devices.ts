// Which processor does the work: --device, and --list-devices.
import { DeviceError, describeSimd, openGpu, reportAdapter, type AdapterReport, type Choice, type Gpu } from "@camlucida/tensor";
import process from "node:process";
import type { GoOn } from "./lasting_network.ts";
import { roomForNetwork } from "./open_files.ts";
import type { DeviceChoice } from "./options.ts";
import { choiceFor } from "./tuning/tuning_file.ts";

/** Where the network runs. Whoever opened it closes it. */
export interface Device {
  readonly kind: "gpu" | "cpu";
  readonly name: string;
  readonly why: string; // it was chosen
  readonly gpu: Gpu | undefined;
  /** By which algorithms the GPU convolves, where `camlucida tune` has measured it. */
  readonly choice: Choice | undefined;
  /** For what runs on the CPU. */
  readonly threads: number;
  close(): void;
}

/** The CPU: WebAssembly SIMD where the runtime has it, on all cores. */
export function cpuDevice(why: string): Device {
  const threads = Math.min(navigator.hardwareConcurrency, 1 + roomForNetwork());
  return { kind: "cpu", name: describeSimd({ threads }) ?? "TypeScript, one thread", why, gpu: undefined, choice: undefined, threads, close: () => undefined };
}

/** The same whether an adapter in software was found by asking, or nobody had to ask. */
const noGpu = "this computer has no GPU, and a GPU in software is slower than its CPU";

/**
 * "gpu" insists, "cpu" insists, "auto" takes a WebGPU adapter that is a GPU and works, else the CPU: a software adapter
 * imitates a GPU on the same processor, several times slower.
 * @throws DeviceError for "gpu" without an adapter
 */
export async function openDevice(choice: DeviceChoice): Promise<Device> {
  if (choice === "cpu") return cpuDevice("as asked for");
  if (choice === "gpu") return gpuDevice(await openGpu(), "as asked for");
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

/**
 * Where a network goes on whose device fails: a GPU that is lost is opened once more; after that, and where it has no room, the CPU
 * takes over, unless a GPU was insisted on.
 * @param say tells people; @param open as `openDevice`
 */
export const goingOn = (choice: DeviceChoice, say: (line: string) => void, open = openDevice): GoOn => async (failed, failure, failures) => {
  if (failed.kind === "cpu") throw failure;
  const what = failure.code === "device-lost" ? `${failed.name} was lost${failures > 1 ? " again" : ""}.` : failure.message.split("\n")[0] as string;
  const again = failure.code === "device-lost" && failures === 1 ? await openAgain(choice, open) : undefined;
  if (again?.kind === "gpu") {
    say(`${what} It has been opened again, and what was under way is done again.`);
    return again;
  }
  if (choice !== "auto") throw failure;
  say(`${what} Going on with the CPU.`);
  return cpuDevice(`${failed.name} cannot be used: ${failure.message.split("\n")[0]}`);
};

/** Undefined where there is no GPU any more. */
async function openAgain(choice: DeviceChoice, open: typeof openDevice): Promise<Device | undefined> {
  try {
    const device = await open(choice);
    return { ...device, why: `${device.why}; opened again after it was lost` };
  } catch (error) {
    if (error instanceof DeviceError) return undefined;
    throw error;
  }
}

async function gpuDevice(gpu: Gpu, why: string): Promise<Device> {
  const choice = await choiceFor(gpu.report);
  return { kind: "gpu", name: nameOf(gpu.report), why: choice ? `${why}; tuned` : why, gpu, choice, threads: 1, close: () => gpu.dispose() };
}

export const nameOf = ({ name, backend, kind }: AdapterReport): string => `${name} (${backend}, ${kind})`;

/** The text of --list-devices: one line per device, or one JSON object per line. */
export async function listDevices(json: boolean): Promise<string> {
  const [report, auto] = [await reportAdapter(), await openDevice("auto")];
  auto.close();
  const cpu = cpuDevice(auto.why).name;
  if (json) {
    const entries = [{ device: "gpu", available: report !== undefined, ...report }, { device: "cpu", available: true, name: cpu }];
    const chosen = (device: string): object => (device === auto.kind ? { auto: true, why: auto.why } : { auto: false });
    return entries.map((entry) => `${JSON.stringify({ ...entry, ...chosen(entry.device) })}\n`).join("");
  }
  const mark = (kind: Device["kind"]): string => (auto.kind === kind ? `   ← --device auto: ${auto.why}` : "");
  const gpu = report ? nameOf(report) : "none: no WebGPU adapter was found (a Vulkan driver is needed on Linux)";
  return `gpu  ${gpu}${mark("gpu")}\ncpu  ${cpu}${mark("cpu")}\n`;
}
