// Which processor computes: a GPU where there is one, else WebAssembly.
import { DeviceError, openReference, openWasm, openWebGpu, reportAdapter, type Device, type SimdOptions } from "@camlucida/tensor";

/** "auto" takes a GPU that works, else the CPU; a GPU in software imitates one on the same processor, several times slower. */
export type DeviceWish = "auto" | "gpu" | "cpu";

/** @throws DeviceError for "gpu" where there is none that works */
export async function openDevice(wish: DeviceWish, cpu: SimdOptions): Promise<Device> {
  const onCpu = (): Device => openWasm(cpu) ?? openReference();
  if (wish === "cpu") return onCpu();
  if (wish === "gpu") return openWebGpu();
  const report = await reportAdapter().catch(() => undefined);
  if (report?.kind !== "hardware") return onCpu();
  try {
    return await openWebGpu();
  } catch (error) {
    if (error instanceof DeviceError) return onCpu();
    throw error;
  }
}
