// A device for tests. CAMLUCIDA_GPU=required makes its absence a failure; otherwise it is a loud warning.
import { DeviceError, openGpu, type Gpu } from "@camlucida/tensor";

/** The best adapter's device, or undefined where there is none and none is required. */
export async function gpuForTests(): Promise<Gpu | undefined> {
  try {
    return await openGpu();
  } catch (error) {
    if (process.env["CAMLUCIDA_GPU"] === "required" || !(error instanceof DeviceError)) throw error;
    console.warn(`\n*** NOT TESTED ON A GPU: ${error.message} ***\n`);
    return undefined;
  }
}
