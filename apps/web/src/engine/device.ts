// Which processor does the work: the same rule as the command line's --device.
import { DeviceError, fromTuning, openGpu, openReference, openWasm, reportAdapter, webGpuDevice, type AdapterReport, type Device, type Gpu } from "@camlucida/tensor";
import type { DeviceChoice, DeviceFacts, DeviceReason, NoGpu, Tunings } from "./protocol.ts";

/** An open device, and what the page says of it. Whoever opened it disposes of it. */
export interface EngineDevice {
  readonly facts: DeviceFacts;
  readonly own: Device;
}

/** @throws DeviceError for "gpu" where there is none that works */
export async function chooseDevice(choice: DeviceChoice, tunings: Tunings): Promise<EngineDevice> {
  if (choice === "cpu") return cpu("chosen");
  const report = await reportAdapter().catch(() => undefined);
  if (choice === "gpu") {
    if (!report) throw new DeviceError("no-adapter", `device: ${noGpu[reasonForNone(globalThis)]}. Compute on the CPU.`);
    return gpuDevice(await openGpu(), "chosen", tunings);
  }
  if (!report) return cpu(reasonForNone(globalThis));
  if (report.kind === "software") return cpu("software-gpu-is-slower", report.name);
  try {
    return gpuDevice(await openGpu(), "hardware-gpu", tunings);
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
export function cpu(reason: DeviceReason, detail?: string): EngineDevice {
  const own = openWasm({ threads: navigator.hardwareConcurrency }) ?? openReference();
  return { facts: { kind: "cpu", name: own.name, software: false, reason, detail }, own };
}

/** It convolves as was measured, where it was. */
function gpuDevice(gpu: Gpu, reason: DeviceReason, tunings: Tunings): EngineDevice {
  const name = nameOf(gpu.report);
  const tuning = tunings[name];
  const own = webGpuDevice(gpu, { algorithms: tuning && fromTuning(tuning) });
  return { facts: { kind: "gpu", name, software: gpu.report.kind === "software", reason, detail: undefined }, own };
}

const nameOf = ({ name, backend }: AdapterReport): string => `${name} (${backend})`;
