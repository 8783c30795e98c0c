// A network that lasts: where its device is lost, or has no room, it is opened elsewhere and does again what was under way.
// Nobody who asks it notices, but for the time.
import type { Network, Sight } from "@camlucida/cam";
import { DeviceError } from "@camlucida/tensor";
import type { Device } from "./devices.ts";

export interface LastingNetwork extends Network {
  /** Where it runs now. */
  readonly device: Device;
  /** Why it runs nowhere any more: everything that is asked of it fails with this. */
  readonly gone: DeviceError | undefined;
}

/**
 * Where to go on. @param failures how many there have been, this one included
 * @throws the failure, where there is nowhere
 */
export type GoOn = (failed: Device, failure: DeviceError, failures: number) => Promise<Device>;

interface Running {
  readonly device: Device;
  readonly network: Network;
}

/** What was last seen. An answer is about a sight, and a network that has taken over must see the image itself. */
interface Seen {
  readonly input: Float32Array;
  readonly told: Sight; // to whoever asked
  readonly by: Network;
  readonly own: Sight; // the same of `by`
}

/**
 * Owns its device, the first and all that come after it: `dispose` closes it.
 * @param open opens the network on a device
 */
export async function openLasting(first: Device, open: (device: Device) => Promise<Network>, goOn: GoOn): Promise<LastingNetwork> {
  let failures = 0;
  let gone: DeviceError | undefined;
  let running = await openOn(first);
  let replacing: Promise<void> | undefined;
  let seen: Seen | undefined;

  /** On this device, or where to go on from it. */
  async function openOn(device: Device): Promise<Running> {
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

  /** As the network that runs now knows it. */
  async function sightFor(network: Network, sight: Sight | undefined): Promise<Sight | undefined> {
    if (network.sightSuffices || !seen || sight !== seen.told) return sight;
    if (seen.by !== network) seen = { ...seen, by: network, own: await network.see(seen.input) };
    return seen.own;
  }

  const { architecture, classes, layers, bias, sightSuffices } = running.network;
  return {
    get device() { return running.device; },
    get gone() { return gone; },
    get together() { return running.network.together; },
    architecture, classes, layers, bias, sightSuffices,
    classWeights: (classIndex) => running.network.classWeights(classIndex),
    faultOf: (sight) => running.network.faultOf(sight),
    see: (input) => use(async (network) => {
      const sight = await network.see(input);
      seen = { input, told: sight, by: network, own: sight };
      return sight;
    }),
    seeAll: (inputs) => use((network) => {
      seen = undefined;
      return network.seeAll(inputs);
    }),
    answer: (seed, progress, sight = seen?.told, wanted) => use(async (network) => network.answer(seed, progress, await sightFor(network, sight), wanted)),
    score: (...asked) => use((network) => network.score(...asked)),
    dispose: () => {
      running.network.dispose();
      running.device.close();
    },
  };
}
