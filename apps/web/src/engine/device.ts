// Which processor does the work: the same rule as the command line's --device.
import { describeSimd, DeviceError, openGpu, reportAdapter, type AdapterReport, type Gpu } from "@camlucida/tensor";
import type { DeviceChoice, DeviceFacts, DeviceReason, NoGpu } from "./protocol.ts";

/** An open device. Whoever opened it closes it. */
export interface Device {
  readonly facts: DeviceFacts;
  readonly gpu: Gpu | undefined;
  readonly threads: number; // for what runs on the CPU
}

/** @throws DeviceError for "gpu" where there is none that works */
export async function chooseDevice(choice: DeviceChoice): Promise<Device> {
  if (choice === "cpu") return cpu("chosen");
  const report = await reportAdapter().catch(() => undefined);
  if (choice === "gpu") {
    if (!report) throw new DeviceError("no-adapter", `device: ${noGpu[reasonForNone(globalThis)]}. Compute on the CPU.`);
    return gpuDevice(await openGpu(), "chosen");
  }
  if (!report) return cpu(reasonForNone(globalThis));
  if (report.kind === "software") return cpu("software-gpu-is-slower", report.name);
  try {
    return gpuDevice(await openGpu(), "hardware-gpu");
  } catch (error) {
    if (error instanceof DeviceError) return cpu("gpu-failed", error.message);
    throw error;
  }
}

/** Where no adapter was found: which of the reasons for it. */
export function reasonForNone({ isSecureContext, navigator: { gpu } }: { readonly isSecureContext: boolean; readonly navigator: { readonly gpu?: unknown } }): NoGpu {
  if (gpu) return "no-adapter";
  return isSecureContext ? "no-webgpu" : "insecure-page";
}

const noGpu: Readonly<Record<NoGpu, string>> = {
  "no-webgpu": "this browser has no WebGPU",
  "insecure-page": "browsers offer WebGPU only to pages that come over https",
  "no-adapter": "this browser was given no GPU on this computer",
};

/** @param detail what is known of the GPU that is not used */
export function cpu(reason: DeviceReason, detail?: string): Device {
  const threads = navigator.hardwareConcurrency;
  const name = describeSimd({ threads }) ?? "JavaScript, one thread";
  return { facts: { kind: "cpu", name, software: false, reason, detail }, gpu: undefined, threads };
}

const gpuDevice = (gpu: Gpu, reason: DeviceReason): Device =>
  ({ facts: { kind: "gpu", name: nameOf(gpu.report), software: gpu.report.kind === "software", reason, detail: undefined }, gpu, threads: 1 });

const nameOf = ({ name, backend }: AdapterReport): string => `${name} (${backend})`;
