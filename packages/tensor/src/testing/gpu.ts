// One device per test file, and a say in what happens where there is none.
import { afterAll, inject } from "vitest";
import { openGpu, type Gpu } from "../devices/webgpu/gpu.ts";
import type { Device } from "../devices/device.ts";
import { openReference } from "../devices/reference/reference_device.ts";
import { openWasm } from "../devices/wasm/wasm_device.ts";
import { webGpuDevice } from "../devices/webgpu/webgpu_device.ts";
import { DeviceError } from "../graph/errors.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** "required": no adapter is an error. "optional": GPU cases are skipped without one. "none": they are never run. */
    readonly gpu: string;
  }
}

/**
 * Opens a device that is closed after the file's tests; `const gpu = await testGpu()` at the top of a file.
 * Without an adapter: undefined, so that the file's GPU tests are skipped — unless CAMLUCIDA_GPU=required.
 * @throws DeviceError "no-adapter" where CAMLUCIDA_GPU=required, and any other error of `openGpu`
 */
export async function testGpu(): Promise<Gpu | undefined> {
  if (inject("gpu") === "none") return undefined;
  try {
    const gpu = await openGpu();
    afterAll(() => gpu.dispose());
    return gpu;
  } catch (error) {
    const mayBeMissing = inject("gpu") !== "required";
    if (!(mayBeMissing && error instanceof DeviceError && error.code === "no-adapter")) throw error;
    console.warn("NO GPU: every GPU case of this file is SKIPPED. Set CAMLUCIDA_GPU=required to fail instead.");
    return undefined;
  }
}

/** The GPU as a device, or the CPU's where there is none. */
export const deviceOf = (gpu: Gpu | undefined): Device => (gpu ? webGpuDevice(gpu) : (openWasm() ?? openReference()));
