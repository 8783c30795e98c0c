// A model on a device, with everything that is prepared on it.
import { methods, openNetwork, type Network, type Progress, type RawMap, type Seed } from "@camlucida/cam";
import { tuned, type Checkpoint, type Choice } from "@camlucida/tensor";
import { chooseDevice, cpu, type Device } from "./device.ts";
import { openInsight, type Insight } from "./inside.ts";
import type { DeviceChoice, Tunings } from "./protocol.ts";

export interface Running {
  readonly device: Device;
  readonly network: Network;
  /** By which algorithms it convolves, where that was measured. */
  readonly choice: Choice | undefined;
  /** A network that answers one method at one layer, kept until another is asked for. */
  asker(method: string, layer: string): Promise<Asker>;
  /** The network's inside, of an input that is seen again only if it is another than before. @param input [224, 224, 3] */
  inside(input: Float32Array): Promise<Insight>;
  close(): void;
}

export interface Asker {
  /** @param input [224, 224, 3]; seen again only if it is another than before. @param progress gives the answer up by what it throws */
  answer(input: Float32Array, seed: Seed, progress: Progress): Promise<RawMap>;
}

/** @throws CheckpointError, DeviceError, GraphError */
export async function run(checkpoint: Checkpoint, choice: DeviceChoice, tunings: Tunings): Promise<Running> {
  const device = await chooseDevice(choice);
  const tuning = device.gpu && tunings[device.facts.name];
  return on(device, checkpoint, tuning && tuned(tuning));
}

/** The same on the CPU, which nothing can take away. */
export const runOnCpu = (checkpoint: Checkpoint, detail: string): Promise<Running> => on(cpu("gpu-failed", detail), checkpoint, undefined);

async function on(device: Device, checkpoint: Checkpoint, choice: Choice | undefined): Promise<Running> {
  const open = async (method: string, layer: string): Promise<Network> => {
    const found = methods.find(({ name }) => name === method);
    return openNetwork(checkpoint, device.gpu, { threads: device.threads, choice, questions: found ? [{ method: found, layer }] : [], tells: "maps and their sums" });
  };
  const network = await open("", "").catch((error: unknown) => {
    device.gpu?.dispose();
    throw error;
  });
  let kept: { readonly key: string; readonly network: Network; seen: Float32Array | undefined } | undefined;
  const drop = (): void => {
    kept?.network.dispose();
    kept = undefined;
  };
  let insight: { readonly own: Insight; of: Float32Array | undefined } | undefined;
  return {
    device,
    network,
    choice,
    inside: async (input) => {
      insight ??= { own: await openInsight(checkpoint, device), of: undefined };
      if (insight.of !== input) await insight.own.look(input);
      insight.of = input;
      return insight.own;
    },
    asker: async (method, layer) => {
      const key = `${method} ${layer}`;
      if (kept?.key !== key) {
        drop(); // before the next: two may not fit
        kept = { key, network: await open(method, layer), seen: undefined };
      }
      const own = kept;
      return {
        answer: async (input, seed, progress) => {
          if (own.seen !== input) await own.network.see(input);
          own.seen = input;
          const [map] = await own.network.answer(seed, progress);
          return map as RawMap;
        },
      };
    },
    close: () => {
      drop();
      insight?.own.dispose();
      network.dispose();
      device.gpu?.dispose();
    },
  };
}
