// Which processor does the work: the one that is asked for, or the fastest. One rule for every program, each of which puts the reason
// into its own words.
import { DeviceError } from "../graph/errors.ts";
import type { AlgorithmSelector } from "../ops/conv/choose.ts";
import type { Device } from "./device.ts";
import type { SimdOptions } from "./wasm/simd.ts";
import { openGpu, reportAdapter, type AdapterReport, type Gpu } from "./webgpu/gpu.ts";
import { webGpuDevice, type WebGpuDevice } from "./webgpu/webgpu_device.ts";

/** What may be asked for: see `DeviceChoice`. */
export const deviceChoices = ["auto", "gpu", "cpu"] as const;

/** "auto": a GPU that is one and works; else the CPU, which is faster than a GPU that software imitates. */
export type DeviceChoice = (typeof deviceChoices)[number];

/** Why there is no GPU: the runtime knows no WebGPU, keeps it from pages that did not come over https, or offers no adapter. */
export type NoGpu = "no-webgpu" | "insecure-page" | "no-adapter";

/** Why this device: it was asked for, or what led to it. */
export type DeviceReason = "chosen" | "hardware-gpu" | NoGpu | "software-gpu-is-slower" | "gpu-failed";

/**
 * An open GPU, and whether it convolves by what was measured (`isTuned`). Or the CPU, which is still to be opened (`openCpu`, `loadCpu`): the report
 * is of a GPU that is not used, the failure says why it cannot be.
 */
export type DeviceDecision =
  | { readonly kind: "gpu"; readonly device: WebGpuDevice; readonly report: AdapterReport; readonly reason: "chosen" | "hardware-gpu"; readonly isTuned: boolean }
  | { readonly kind: "cpu"; readonly reason: Exclude<DeviceReason, "hardware-gpu">; readonly report?: AdapterReport; readonly failure?: DeviceError };

/** What a program knows of its devices, and how it speaks of them. */
export interface DecisionOptions {
  /** By which algorithms a GPU convolves: by the heuristic, unless said. */
  readonly algorithmsFor?: (report: AdapterReport) => AlgorithmSelector | undefined | Promise<AlgorithmSelector | undefined>;
  /** It is known that no adapter but one in software can be found: none is looked for, unless a GPU is insisted on. */
  readonly showsNoGpu?: boolean;
  /** The message for whoever insists on a GPU where there is none; undefined: the engine's own. */
  readonly messageFor?: (reason: NoGpu) => string | undefined;
  /** Where to look for GPUs: a test's. */
  readonly system?: GpuSystem;
}

/** What a runtime says of its GPUs. */
export interface GpuSystem {
  readonly scope: { readonly isSecureContext?: boolean; readonly navigator?: { readonly gpu?: unknown } };
  report(): Promise<AdapterReport | undefined>;
  open(): Promise<Gpu>;
}

const runtime: GpuSystem = { scope: globalThis, report: reportAdapter, open: openGpu };

/**
 * Opens the GPU, or says why the CPU is to be taken.
 * @throws DeviceError for "gpu" where there is none that works
 * @example
 * ```ts
 * import { decideDevice, openCpu } from "@camlucida/tensor";
 *
 * const decision = await decideDevice("auto");
 * const device = decision.kind === "gpu" ? decision.device : openCpu();
 * ["webgpu", "wasm", "reference"].includes(device.kind); // → true
 * device.dispose();
 * ```
 */
export async function decideDevice(choice: DeviceChoice, options: DecisionOptions = {}): Promise<DeviceDecision> {
  const { system = runtime, showsNoGpu = false } = options;
  if (choice === "cpu") return { kind: "cpu", reason: "chosen" };
  if (choice === "gpu") return insistOnGpu(options, system);
  if (!system.scope.navigator?.gpu) return { kind: "cpu", reason: whyNoGpu(system.scope) };
  if (showsNoGpu) return { kind: "cpu", reason: "software-gpu-is-slower" };
  const report = await system.report().catch(() => undefined);
  if (!report) return { kind: "cpu", reason: "no-adapter" };
  if (report.kind === "software") return { kind: "cpu", reason: "software-gpu-is-slower", report };
  try {
    return await gpuOf(await system.open(), "hardware-gpu", options);
  } catch (failure) {
    if (failure instanceof DeviceError) return { kind: "cpu", reason: "gpu-failed", report, failure };
    throw failure;
  }
}

async function insistOnGpu(options: DecisionOptions, { scope, report, open }: GpuSystem): Promise<DeviceDecision> {
  const isThere = scope.navigator?.gpu && await report().catch(() => undefined);
  const message = isThere ? undefined : options.messageFor?.(whyNoGpu(scope));
  if (message !== undefined) throw new DeviceError("no-adapter", message);
  return gpuOf(await open(), "chosen", options);
}

async function gpuOf(gpu: Gpu, reason: "chosen" | "hardware-gpu", { algorithmsFor }: DecisionOptions): Promise<DeviceDecision> {
  const algorithms = await algorithmsFor?.(gpu.report);
  return { kind: "gpu", device: webGpuDevice(gpu, { algorithms }), report: gpu.report, reason, isTuned: algorithms !== undefined };
}

/**
 * Where no adapter was found: which of the reasons for it.
 * @example
 * ```ts
 * import { whyNoGpu } from "@camlucida/tensor";
 *
 * whyNoGpu({ isSecureContext: false }); // → "insecure-page"
 * whyNoGpu({}); // → "no-webgpu"
 * whyNoGpu({ navigator: { gpu: {} } }); // → "no-adapter"
 * ```
 */
export function whyNoGpu({ isSecureContext, navigator }: GpuSystem["scope"]): NoGpu {
  if (navigator?.gpu) return "no-adapter";
  return isSecureContext === false ? "insecure-page" : "no-webgpu";
}

/**
 * As `openCpu`, whose code is loaded when it is called: a page that computes on a GPU does not wait for it.
 * @example
 * ```ts
 * import { decideDevice, loadCpu } from "@camlucida/tensor";
 *
 * const decision = await decideDevice("auto");
 * const device = decision.kind === "gpu" ? decision.device : await loadCpu();
 * device.lost(); // → undefined
 * device.dispose();
 * ```
 */
export async function loadCpu(options: SimdOptions = {}): Promise<Device> {
  const { openCpu } = await import("./open_cpu.ts");
  return openCpu(options);
}
