// Which processor does the work: --device, and --list-devices.
import { DeviceError, openGpu, reportAdapter, type AdapterReport, type Gpu } from "@camlucida/tensor";
import type { DeviceChoice } from "./options.ts";

/** Where the network runs. Whoever opened it closes it. */
export interface Device {
  readonly kind: "gpu" | "cpu";
  readonly name: string;
  readonly gpu: Gpu | undefined;
  close(): void;
}

export const cpu: Device = { kind: "cpu", name: "TypeScript, one thread", gpu: undefined, close: () => undefined };

/**
 * "gpu" insists, "cpu" insists, "auto" takes a WebGPU adapter where there is one that works. OpenGL is left out of
 * "auto": it is what remains where a machine has no Vulkan driver, and a software renderer at that.
 * @throws DeviceError for "gpu" without an adapter
 */
export async function openDevice(choice: DeviceChoice): Promise<Device> {
  if (choice === "cpu") return cpu;
  if (choice === "gpu") return gpuDevice(await openGpu());
  const report = await reportAdapter();
  if (report === undefined || report.backend === "OpenGL") return cpu;
  try {
    return gpuDevice(await openGpu());
  } catch (error) {
    if (error instanceof DeviceError) return cpu;
    throw error;
  }
}

const gpuDevice = (gpu: Gpu): Device => ({ kind: "gpu", name: nameOf(gpu.report), gpu, close: () => gpu.dispose() });

const nameOf = ({ name, backend, kind }: AdapterReport): string => `${name} (${backend}, ${kind})`;

/** The text of --list-devices: one line per device, or one JSON object per line. */
export async function listDevices(json: boolean): Promise<string> {
  const [report, auto] = [await reportAdapter(), await openDevice("auto")];
  auto.close();
  if (json) {
    const entries = [{ device: "gpu", available: report !== undefined, ...report }, { device: "cpu", available: true, name: cpu.name }];
    return entries.map((entry) => `${JSON.stringify({ ...entry, auto: entry.device === auto.kind })}\n`).join("");
  }
  const mark = (kind: Device["kind"]): string => (auto.kind === kind ? "   ← --device auto" : "");
  const gpu = report ? nameOf(report) : "none: no WebGPU adapter was found (a Vulkan driver is needed on Linux)";
  return `gpu  ${gpu}${mark("gpu")}\ncpu  ${cpu.name}${mark("cpu")}\n`;
}
