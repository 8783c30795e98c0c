// A network that lasts: where its device is lost, or has no room, it is opened elsewhere and does again what was under way.
// Nobody who asks it notices, but for the time.
import type { Network, Pass } from "@camlucida/cam";
import { type DeviceChoice, DeviceError } from "@camlucida/tensor";
import { chooseDevice, type ChosenDevice, cpuDevice } from "./devices.ts";

export interface LastingNetwork extends Omit<Network, "device" | "graph"> {
  /** Where it runs now. */
  readonly device: ChosenDevice;
  /** How many images one pass takes there best. */
  readonly batchSize: number;
  /** Why it runs nowhere any more: everything that is given of it fails with this. */
  readonly gone: DeviceError | undefined;
}

/**
 * Where to go on. @param failures how many there have been, this one included
 * @throws the failure, where there is nowhere
 */
export type GoOn = (failed: ChosenDevice, failure: DeviceError, failures: number) => Promise<ChosenDevice>;

interface Running {
  readonly device: ChosenDevice;
  readonly network: Network;
}

/**
 * Owns its device, the first and all that come after it: `dispose` closes it.
 * @param open opens the network on a device
 */
export async function openLasting(first: ChosenDevice, open: (device: ChosenDevice) => Promise<Network>, goOn: GoOn): Promise<LastingNetwork> {
  let failures = 0;
  let gone: DeviceError | undefined;
  let running = await openOn(first);
  let replacing: Promise<void> | undefined;

  /** On this device, or where to go on from it. */
  async function openOn(device: ChosenDevice): Promise<Running> {
    try {
      return { device, network: await open(device) };
    } catch (error) {
      device.close();
      if (!(error instanceof DeviceError)) throw error;
      return openOn(await goOn(device, error, ++failures));
    }
  }

  /** Once, however many notice that this device is lost. */
  function replace(failed: Running, failure: DeviceError): Promise<void> {
    if (failed !== running) return Promise.resolve();
    replacing ??= takeOver(failed, failure).finally(() => { replacing = undefined; });
    return replacing;
  }

  async function takeOver({ network, device }: Running, failure: DeviceError): Promise<void> {
    if (gone) throw gone;
    network.dispose(); // before the next is opened: two may not fit
    device.close();
    try {
      running = await openOn(await goOn(device, failure, ++failures));
    } catch (error) {
      if (error instanceof DeviceError) gone = error;
      throw error;
    }
  }

  async function use<Result>(work: (network: Network) => Promise<Result>): Promise<Result> {
    for (;;) {
      if (gone) throw gone;
      const now = running;
      try {
        return await work(now.network);
      } catch (error) {
        if (!(error instanceof DeviceError)) throw error;
        await replace(now, error);
      }
    }
  }

  /** A pass of the network that runs now: one that has taken over sends the images through itself. */
  const forward: Network["forward"] = async (inputs, options) => {
    const begin = async (network: Network): Promise<{ network: Network; pass: Pass }> => ({ network, pass: await network.forward(inputs, options) });
    let own = await use(begin);
    const { predictions, prediction } = own.pass;
    const maps: Pass["maps"] = (...given) => use(async (network) => {
      if (own.network !== network) own = await begin(network);
      return own.pass.maps(...given);
    });
    const dispose = (): void => own.pass.dispose();
    const map: Pass["map"] = async (request, target, mapOptions) => (await maps([request], target, mapOptions))[0] as Awaited<ReturnType<Pass["map"]>>;
    return { predictions, prediction, maps, map, dispose, [Symbol.dispose]: dispose };
  };

  const { architecture, preprocessing, classes, layers, bias, hasClassMaps, hasClasses } = running.network;
  return {
    get device() { return running.device; },
    get gone() { return gone; },
    get batchSize() { return running.network.device.batchSize; },
    architecture, preprocessing, classes, layers, bias, hasClassMaps, hasClasses,
    classWeights: (classIndex) => running.network.classWeights(classIndex),
    faultOf: (prediction) => running.network.faultOf(prediction),
    forward,
    score: (...given) => use((network) => network.score(...given)),
    dispose: () => {
      running.network.dispose();
      running.device.close();
    },
  };
}

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
