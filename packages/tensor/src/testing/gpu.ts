// One device per test file, and a say in what happens where there is none.
import process from "node:process";
import { afterAll } from "vitest";
import { openGpu, type Gpu } from "../device.ts";
import { DeviceError } from "../errors.ts";

/**
 * Opens a device that is closed after the file's tests; `const gpu = await testGpu()` at the top of a file.
 * Without an adapter: undefined, so that the file's GPU tests are skipped — unless CAMLUCIDA_GPU=required.
 * @throws DeviceError "no-adapter" where CAMLUCIDA_GPU=required, and any other error of `openGpu`
 */
export async function testGpu(): Promise<Gpu | undefined> {
  try {
    const gpu = await openGpu();
    afterAll(() => gpu.dispose());
    return gpu;
  } catch (error) {
    const mayBeMissing = process.env["CAMLUCIDA_GPU"] !== "required";
    if (!(mayBeMissing && error instanceof DeviceError && error.code === "no-adapter")) throw error;
    console.warn("NO GPU: every GPU case of this file is SKIPPED. Set CAMLUCIDA_GPU=required to fail instead.");
    return undefined;
  }
}
