// Where a network goes on whose device fails.
import { DeviceError, type DeviceChoice } from "@camlucida/tensor";
import { chooseDevice, cpuDevice, type ChosenDevice } from "./devices.ts";
import type { GoOn } from "./lasting_network.ts";

/**
 * Where a network goes on whose device fails: a GPU that is lost is opened once more; after that, and where it has no room, the CPU
 * takes over, unless a GPU was insisted on.
 * @param say tells people; @param choose as `chooseDevice`
 */
export const goingOn = (choice: DeviceChoice, say: (line: string) => void, choose = chooseDevice): GoOn => async (failed, failure, failures) => {
  if (failed.kind === "cpu") throw failure;
  const what = failure.code === "device-lost" ? `${failed.name} was lost${failures > 1 ? " again" : ""}.` : failure.message.split("\n")[0] as string;
  const again = failure.code === "device-lost" && failures === 1 ? await chooseAgain(choice, choose) : undefined;
  if (again?.kind === "gpu") {
    say(`${what} It has been opened again, and what was under way is done again.`);
    return again;
  }
  if (choice !== "auto") throw failure;
  say(`${what} Going on with the CPU.`);
  return cpuDevice(`${failed.name} cannot be used: ${failure.message.split("\n")[0]}`);
};

/** Undefined where there is no GPU any more. */
async function chooseAgain(choice: DeviceChoice, choose: typeof chooseDevice): Promise<ChosenDevice | undefined> {
  try {
    const device = await choose(choice);
    return { ...device, why: `${device.why}; opened again after it was lost` };
  } catch (error) {
    if (error instanceof DeviceError) return undefined;
    throw error;
  }
}
