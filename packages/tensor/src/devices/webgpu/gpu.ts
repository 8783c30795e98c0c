// The GPU: which adapter, what it is called, what it allows, and what happens when it is lost.
import { CamlucidaError, DeviceError } from "../../graph/errors.ts";
import { GpuWeights } from "./weights.ts";

/** What a person wants to know about an adapter. */
export interface AdapterReport {
  readonly name: string;
  /** "Vulkan", "Metal", "Direct3D 12", "OpenGL" or "WebGPU" where the platform does not say. */
  readonly backend: string;
  /** A processor that imitates a GPU is "software". */
  readonly kind: "hardware" | "software";
  readonly storageBuffersPerStage: number;
  readonly largestBuffer: number; // bytes
}

/** An open device. Whoever opened it closes it. */
export interface Gpu {
  readonly device: GPUDevice;
  readonly report: AdapterReport;
  /** Uploaded parameters, shared by every program on this device. @internal */
  readonly weights: GpuWeights;
  /** Compiled pipelines, shared by every program on this device: see pipelines.ts. @internal */
  readonly pipelines: Map<string, Promise<GPUComputePipeline>>;
  /** Set once the device is gone: every later call throws it. */
  readonly lost: () => DeviceError | undefined;
  dispose(): void;
}

/** What the engine would like, in bytes; an adapter that offers less gets less asked of it. */
const WANTED = { maxStorageBufferBindingSize: 1 << 30, maxBufferSize: 1 << 30 } as const;

/** What the engine cannot do without: `batch_norm` binds five inputs and an output. */
const STORAGE_BUFFERS_NEEDED = 6;

/** Adapters to try, best first. */
async function findAdapter(): Promise<GPUAdapter | undefined> {
  const gpu = globalThis.navigator?.gpu as GPU | undefined;
  const fast = await gpu?.requestAdapter({ powerPreference: "high-performance" });
  return fast ?? (await gpu?.requestAdapter()) ?? undefined;
}

/**
 * The adapter that `openGpu` would take, or undefined where there is none.
 * @example
 * ```ts
 * import { reportAdapter } from "@camlucida/tensor";
 *
 * const report = await reportAdapter();
 * report?.name === gpu.report.name; // → true
 * ```
 */
export async function reportAdapter(): Promise<AdapterReport | undefined> {
  const adapter = await findAdapter();
  return adapter && describe(adapter);
}

/**
 * Opens the best adapter.
 * @throws DeviceError "no-adapter" where there is no WebGPU, "device-limits" where the adapter offers too little.
 * @example
 * ```ts
 * import { openGpu } from "@camlucida/tensor";
 *
 * const opened = await openGpu();
 * opened.lost(); // → undefined
 * opened.dispose();
 * ```
 */
export async function openGpu(): Promise<Gpu> {
  const adapter = await findAdapter();
  if (!adapter) {
    throw new DeviceError("no-adapter", "device: no WebGPU adapter was found. Install a Vulkan driver (Mesa's software one: mesa-vulkan-drivers), or use the CPU.");
  }
  const report = describe(adapter);
  if (report.storageBuffersPerStage < STORAGE_BUFFERS_NEEDED) {
    throw new DeviceError("device-limits", `device: ${report.name} offers ${report.storageBuffersPerStage} storage buffers per shader; ${STORAGE_BUFFERS_NEEDED} are needed. Use the CPU.`);
  }
  const device = await adapter.requestDevice({ requiredLimits: limits(adapter), requiredFeatures: features(adapter) });
  let lost: DeviceError | undefined;
  void device.lost.then(({ reason, message }) => { lost = lossOf(report, `${reason || "unknown reason"}: ${message || "no message"}`); });
  return { device, report, weights: new GpuWeights(device), pipelines: new Map(), lost: () => lost, dispose: () => device.destroy() };
}

const lossOf = ({ name }: AdapterReport, why: string, options?: ErrorOptions): DeviceError =>
  new DeviceError("device-lost", `device: ${name} was lost (${why}). Open it again, or use the CPU.`, options);

/**
 * Does some work on a device. What a lost device makes of it becomes the one error that says so, whichever call notices: a buffer
 * that cannot be mapped, a shader that does not compile any more, a value of no type in another implementation.
 * @throws DeviceError "device-lost", and what `work` throws for other reasons
 * @example
 * ```ts
 * import { onDevice } from "@camlucida/tensor";
 *
 * const work = async () => {
 *   await gpu.device.queue.onSubmittedWorkDone();
 *   return "done";
 * };
 * await onDevice(gpu, work); // → "done"
 * ```
 */
export async function onDevice<T>(gpu: Gpu, work: () => Promise<T>): Promise<T> {
  const gone = gpu.lost();
  if (gone) throw gone;
  try {
    return await work();
  } catch (error) {
    throw (await lossBehind(gpu, error)) ?? error;
  }
}

/** The loss that an error comes from, if it comes from one. */
async function lossBehind({ device, report, lost }: Gpu, error: unknown): Promise<DeviceError | undefined> {
  if (error instanceof CamlucidaError && !(error instanceof DeviceError)) return undefined; // found before the device was asked
  await Promise.race([device.lost, soon()]); // it knows why, and may say so a little later
  const known = lost();
  if (known) return known;
  return error instanceof DOMException && ofLoss.includes(error.name) ? lossOf(report, String(error), { cause: error }) : undefined;
}

/** What a mapping rejects with where its device or its buffer is gone, and nothing else does here. */
const ofLoss = ["OperationError", "AbortError"];

/** Some turns of the event loop. */
const soon = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 50); });

/** What is used where there is some of it: timestamps, by timer.ts. */
const features = (adapter: GPUAdapter): GPUFeatureName[] => (["timestamp-query"] as const).filter((name) => adapter.features.has(name));

/** min(wanted, offered), limit by limit. */
function limits(adapter: GPUAdapter): Record<string, number> {
  const offered = adapter.limits;
  return Object.fromEntries(
    Object.entries(WANTED).map(([name, wanted]) => [name, Math.min(wanted, offered[name as keyof typeof WANTED])]),
  );
}

function describe(adapter: GPUAdapter): AdapterReport {
  const { info, limits: offered } = adapter;
  const name = [info.description, info.device, `${info.vendor} ${info.architecture}`].find((text) => /[a-z]/i.test(text)) ?? "unnamed adapter";
  const software = info.isFallbackAdapter || /llvmpipe|lavapipe|swiftshader|software|basic render/i.test(name);
  return {
    name: name.trim(),
    backend: backendOf(info),
    kind: software ? "software" : "hardware",
    storageBuffersPerStage: offered.maxStorageBuffersPerShaderStage,
    largestBuffer: offered.maxBufferSize,
  };
}

/**
 * WebGPU does not name its backend. Deno (wgpu) can be told apart by platform; on Linux, OpenGL
 * has no subgroup support and answers wgpu's placeholder 4…128.
 */
function backendOf(info: GPUAdapterInfo): string {
  const agent = globalThis.navigator?.userAgent ?? "";
  if (!agent.startsWith("Deno")) return "WebGPU";
  const platform = globalThis.navigator.platform;
  if (/mac/i.test(platform)) return "Metal";
  if (/win/i.test(platform)) return "Direct3D 12";
  return info.subgroupMinSize === 4 && info.subgroupMaxSize === 128 ? "OpenGL" : "Vulkan";
}
