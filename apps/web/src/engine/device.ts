// Which processor does the work, by the engine's rule, and what the page says of it.
import { decideDevice, fromTuning, openCpu, type AdapterReport, type Device, type DeviceChoice, type DeviceReason, type NoGpu } from "@camlucida/tensor";
import type { DeviceFacts, Tunings } from "./protocol.ts";

/** An open device, and what the page says of it. Whoever opened it disposes of it. */
export interface EngineDevice {
  readonly facts: DeviceFacts;
  readonly own: Device;
}

/** A GPU convolves as was measured, where it was. @throws DeviceError for "gpu" where there is none that works */
export async function chooseDevice(choice: DeviceChoice, tunings: Tunings): Promise<EngineDevice> {
  const decision = await decideDevice(choice, {
    algorithmsFor: (report) => {
      const tuning = tunings[nameOf(report)];
      return tuning && fromTuning(tuning);
    },
    messageFor: (reason) => `device: ${noGpu[reason]}. Compute on the CPU.`,
  });
  const { reason, report } = decision;
  if (decision.kind === "cpu") return cpu(reason, decision.failure?.message ?? report?.name);
  return { facts: { kind: "gpu", name: nameOf(decision.report), software: decision.report.kind === "software", reason, detail: undefined }, own: decision.device };
}

const noGpu: Readonly<Record<NoGpu, string>> = {
  "no-webgpu": "this browser has no WebGPU",
  "insecure-page": "browsers offer WebGPU only to pages that come over https",
  "no-adapter": "this browser was given no GPU on this computer",
};

/** @param detail what is known of the GPU that is not used */
export function cpu(reason: DeviceReason, detail?: string): EngineDevice {
  const own = openCpu({ threads: navigator.hardwareConcurrency });
  return { facts: { kind: "cpu", name: own.name, software: false, reason, detail }, own };
}

const nameOf = ({ name, backend }: AdapterReport): string => `${name} (${backend})`;
