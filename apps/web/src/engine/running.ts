// A model on a device, with everything that is prepared on it.
import { openNetwork, type Network, type Pass } from "@camlucida/cam";
import type { Checkpoint, DeviceChoice } from "@camlucida/tensor";
import { chooseDevice, cpu, type EngineDevice } from "./device.ts";
import { openInsight, type Insight } from "./inside.ts";
import type { Tunings } from "./protocol.ts";

export interface Running {
  readonly device: EngineDevice;
  readonly network: Network;
  /** The pass of an input, which is kept until another input comes. @param input [224, 224, 3] */
  pass(input: Float32Array): Promise<Pass>;
  /** The network's inside, of an input that is seen again only if it is another than before. @param input [224, 224, 3] */
  inside(input: Float32Array): Promise<Insight>;
  close(): void;
}

/** @throws CheckpointError, DeviceError, GraphError */
export const run = async (checkpoint: Checkpoint, choice: DeviceChoice, tunings: Tunings): Promise<Running> => on(await chooseDevice(choice, tunings), checkpoint);

/** The same on the CPU, which nothing can take away. */
export const runOnCpu = (checkpoint: Checkpoint, detail: string): Promise<Running> => on(cpu("gpu-failed", detail), checkpoint);

async function on(device: EngineDevice, checkpoint: Checkpoint): Promise<Running> {
  const network = await openNetwork(checkpoint, device.own).catch((error: unknown) => {
    device.own.dispose();
    throw error;
  });
  let last: { readonly input: Float32Array; readonly pass: Promise<Pass> } | undefined;
  let insight: { readonly own: Insight; of: Float32Array | undefined } | undefined;
  return {
    device,
    network,
    pass: (input) => {
      if (last?.input === input) return last.pass;
      void last?.pass.then(({ dispose }) => dispose(), () => undefined);
      last = { input, pass: network.forward([input]) };
      return last.pass;
    },
    inside: async (input) => {
      insight ??= { own: await openInsight(network), of: undefined };
      if (insight.of !== input) await insight.own.look(input);
      insight.of = input;
      return insight.own;
    },
    close: () => {
      insight?.own.dispose();
      network.dispose();
      device.own.dispose();
    },
  };
}
