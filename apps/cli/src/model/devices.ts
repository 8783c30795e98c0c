// Which processor does the work: --device, and --list-devices.
import { type AdapterReport, decideDevice, describeSimd, type Device, type DeviceChoice, type DeviceDecision, DeviceError, type NoGpu, openCpu, reportAdapter, type SimdOptions } from "@camlucida/tensor";
import process from "node:process";
import { roomForNetwork } from "../run/limits.ts";
import { tuningFor } from "./tuning_file.ts";

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

/** The CPU: WebAssembly SIMD where the runtime has it, on all cores. @param jobs on no more threads than this */
export function cpuDevice(why: string, jobs = Infinity): ChosenDevice {
  const threads = Math.min(navigator.hardwareConcurrency, jobs, 1 + roomForNetwork());
  let device: Device | undefined;
  return {
    kind: "cpu", name: describeSimd({ threads }) ?? "TypeScript, one thread", why,
    open: (work) => (device ??= openCpu({ threads, ...work })),
    close: () => device?.dispose(),
  };
}

/** Node has none, Deno has. */
export const hasWebGpu = (): boolean => navigator.gpu !== undefined;
export const noWebGpu = "Node has no WebGPU; to use a GPU, install the npm package deno beside camlucida";

/** By the engine's rule, with the reason in words. @param jobs on a CPU no more threads than this. @throws DeviceError for "gpu" without an adapter */
export async function chooseDevice(choice: DeviceChoice, jobs?: number): Promise<ChosenDevice> {
  const decision = await decideDevice(choice, {
    algorithmsFor: tuningFor,
    // Said by scripts/launcher/deno.mjs. To ask all the same would take a sixth of a second, and find a processor at best.
    showsNoGpu: process.env["CAMLUCIDA_SHOWS_GPU"] === "no",
    messageFor: (reason: NoGpu) => (reason === "no-webgpu" ? `device: ${noWebGpu}, or use --device cpu.` : undefined),
  });
  const why = reasonOf(decision);
  if (decision.kind === "cpu") return cpuDevice(why, jobs);
  const { device, report, isTuned } = decision;
  return { kind: "gpu", name: nameOf(report), why: isTuned ? `${why}; tuned` : why, open: () => device, close: () => device.dispose() };
}

/** Which it would be: the same rule, and nothing is opened. A GPU that will fail when it is opened is not known yet. */
export async function foreseeDevice(choice: DeviceChoice): Promise<Pick<ChosenDevice, "kind" | "name" | "why">> {
  const mayShow = choice === "gpu" || (choice === "auto" && process.env["CAMLUCIDA_SHOWS_GPU"] !== "no");
  const report = mayShow && hasWebGpu() ? await reportAdapter().catch(() => undefined) : undefined;
  if (report && (choice === "gpu" || report.kind !== "software")) return { kind: "gpu", name: nameOf(report), why: reasonOf({ reason: choice === "gpu" ? "chosen" : "hardware-gpu" }) };
  if (choice === "gpu") throw new DeviceError("no-adapter", hasWebGpu() ? "device: there is no WebGPU adapter. Use --device cpu." : `device: ${noWebGpu}, or use --device cpu.`);
  const none = mayShow && report === undefined ? "no-adapter" : "software-gpu-is-slower";
  const why = reasonOf({ reason: choice === "cpu" ? "chosen" : hasWebGpu() ? none : "no-webgpu" });
  return { kind: "cpu", name: cpuDevice(why).name, why };
}

/** @param decision what of it gives the reason */
function reasonOf(decision: Pick<DeviceDecision, "reason"> & { readonly report?: AdapterReport; readonly failure?: DeviceError }): string {
  switch (decision.reason) {
    case "chosen": return "as asked for";
    case "hardware-gpu": return "a GPU, faster than the CPU";
    case "no-webgpu": return noWebGpu;
    case "insecure-page": case "no-adapter": return "there is no WebGPU adapter";
    case "software-gpu-is-slower": return "this computer has no GPU, and a GPU in software is slower than its CPU"; // found by asking, or known without
    case "gpu-failed": return `${decision.report ? nameOf(decision.report) : "The GPU"} cannot be used: ${decision.failure?.message ?? "for an unknown reason"}`;
  }
}

export const nameOf = ({ name, backend, kind }: AdapterReport): string => `${name} (${backend}, ${kind})`;

/** The text of --list-devices: one line per device, or one JSON object per line. */
export async function listDevices(json: boolean): Promise<string> {
  const [report, auto] = [await reportAdapter(), await chooseDevice("auto")];
  auto.close();
  const cpu = cpuDevice(auto.why).name;
  if (json) {
    const entries = [{ device: "gpu", available: report !== undefined, ...report }, { device: "cpu", available: true, name: cpu }];
    const chosen = (device: string): object => (device === auto.kind ? { auto: true, why: auto.why } : { auto: false });
    return entries.map((entry) => `${JSON.stringify({ ...entry, ...chosen(entry.device) })}\n`).join("");
  }
  const mark = (kind: ChosenDevice["kind"]): string => (auto.kind === kind ? `   ← --device auto: ${auto.why}` : "");
  const gpu = report ? nameOf(report) : !hasWebGpu() ? `none: ${noWebGpu}` : "none: no WebGPU adapter was found (a Vulkan driver is needed on Linux)";
  return `gpu  ${gpu}${mark("gpu")}\ncpu  ${cpu}${mark("cpu")}\n`;
}
