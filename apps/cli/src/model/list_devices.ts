// What this computer offers: --list-devices.
import { reportAdapter } from "@camlucida/tensor";
import { chooseDevice, cpuDevice, hasWebGpu, nameOf, noWebGpu, type ChosenDevice } from "./devices.ts";

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
