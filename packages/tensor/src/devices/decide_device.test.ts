import { expect, test } from "vitest";
import { DeviceError } from "../graph/errors.ts";
import { decideDevice, loadCpu, whyNoGpu, type DecisionOptions, type GpuSystem } from "./decide_device.ts";
import { openCpu } from "./open_cpu.ts";
import type { AdapterReport, Gpu } from "./webgpu/gpu.ts";

const reportOf = (kind: AdapterReport["kind"]): AdapterReport => ({ name: "a GPU", backend: "Vulkan", kind, storageBuffersPerStage: 8, largestBuffer: 2 ** 30 });

/** A runtime with this adapter, or none; it may fail to open. */
function systemOf(report: AdapterReport | undefined, failure?: Error): GpuSystem {
  return {
    scope: { isSecureContext: true, navigator: { gpu: {} } },
    report: () => Promise.resolve(report),
    open: () => (failure ? Promise.reject(failure) : report ? Promise.resolve({ report } as Gpu) : Promise.reject(new DeviceError("no-adapter", "none"))),
  };
}

const decided = async (choice: Parameters<typeof decideDevice>[0], system: GpuSystem, options: DecisionOptions = {}): Promise<readonly string[]> => {
  const { kind, reason } = await decideDevice(choice, { system, ...options });
  return [kind, reason];
};

test("auto takes a GPU that is one and works; else the CPU, with the reason", async () => {
  const [hardware, software] = [systemOf(reportOf("hardware")), systemOf(reportOf("software"))];
  expect(await decided("auto", hardware)).toEqual(["gpu", "hardware-gpu"]);
  expect(await decided("auto", software)).toEqual(["cpu", "software-gpu-is-slower"]);
  expect(await decided("auto", hardware, { showsNoGpu: true })).toEqual(["cpu", "software-gpu-is-slower"]);
  expect(await decided("auto", systemOf(undefined))).toEqual(["cpu", "no-adapter"]);
  expect(await decided("auto", { ...hardware, report: () => Promise.reject(new Error("refused")) })).toEqual(["cpu", "no-adapter"]);
  expect(await decided("auto", { ...hardware, scope: {} })).toEqual(["cpu", "no-webgpu"]);
  const failure = new DeviceError("device-limits", "too little");
  expect(await decideDevice("auto", { system: systemOf(reportOf("hardware"), failure) })).toEqual({ kind: "cpu", reason: "gpu-failed", report: reportOf("hardware"), failure });
  await expect(decided("auto", systemOf(reportOf("hardware"), new Error("a fault of ours")))).rejects.toThrow("a fault of ours");
});

test("whoever insists gets that one, or is told why not in the program's words", async () => {
  expect(await decided("cpu", systemOf(reportOf("hardware")))).toEqual(["cpu", "chosen"]);
  expect(await decided("gpu", systemOf(reportOf("software")), { showsNoGpu: true })).toEqual(["gpu", "chosen"]);
  const messageFor = (reason: string): string => `no GPU here: ${reason}`;
  await expect(decided("gpu", systemOf(undefined), { messageFor })).rejects.toThrow(expect.objectContaining({ code: "no-adapter", message: "no GPU here: no-adapter" }));
  await expect(decided("gpu", { ...systemOf(undefined), scope: { isSecureContext: false } }, { messageFor })).rejects.toThrow("insecure-page");
  await expect(decided("gpu", systemOf(undefined))).rejects.toThrow("none"); // the engine's own words
});

test("a GPU that was measured convolves by that", async () => {
  const system = systemOf(reportOf("hardware"));
  const algorithmsFor = ({ name }: AdapterReport): (() => "direct") | undefined => (name === "a GPU" ? () => "direct" : undefined);
  expect(await decideDevice("auto", { system, algorithmsFor })).toMatchObject({ isTuned: true });
  expect(await decideDevice("auto", { system })).toMatchObject({ isTuned: false });
});

test("why there is no GPU: the runtime, the address or the computer", () => {
  expect(whyNoGpu({ isSecureContext: true, navigator: {} })).toBe("no-webgpu");
  expect(whyNoGpu({ navigator: {} })).toBe("no-webgpu"); // outside of browsers
  expect(whyNoGpu({ isSecureContext: false, navigator: {} })).toBe("insecure-page");
  expect(whyNoGpu({ isSecureContext: true, navigator: { gpu: {} } })).toBe("no-adapter");
});

test("the CPU whose code is loaded when it is needed is the CPU", async () => {
  const [loaded, atOnce] = [await loadCpu({ threads: 2 }), openCpu({ threads: 2 })];
  expect([loaded.kind, loaded.name]).toEqual([atOnce.kind, atOnce.name]);
  loaded.dispose();
  atOnce.dispose();
});
