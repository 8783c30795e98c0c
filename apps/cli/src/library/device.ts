// Which processor computes: a GPU where there is one, else WebAssembly; by the engine's rule.
import { decideDevice, openCpu, type Device, type DeviceChoice, type SimdOptions } from "@camlucida/tensor";

/** "auto" takes a GPU that works, else the CPU; a GPU in software imitates one on the same processor, several times slower. */
export type DeviceWish = DeviceChoice;

/** @throws DeviceError for "gpu" where there is none that works */
export async function openDevice(wish: DeviceWish, cpu: SimdOptions): Promise<Device> {
  const decision = await decideDevice(wish);
  return decision.kind === "gpu" ? decision.device : openCpu(cpu);
}
