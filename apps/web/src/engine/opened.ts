// A checkpoint, read, and open whatever happens to its device: one that is lost is replaced, and what was under way is
// done again. Nobody notices but for the time. A second loss in a row leaves the CPU, which nothing can take away.
import { refusedMethods } from "@camlucida/cam";
import { type DeviceChoice, DeviceError } from "@camlucida/tensor";
import type { EngineEvent, OpenModel } from "./protocol.ts";
import type { CheckpointModel } from "./read_model.ts";
import { run, type Running, runOnCpu } from "./running.ts";
import type { Tunings } from "./tunings.ts";

export interface Opened {
  readonly model: CheckpointModel;
  readonly running: Running; // another one after a loss
  /** Does `work`, and does it again on another device if that was lost meanwhile. */
  use<T>(work: (running: Running) => Promise<T>): Promise<T>;
  /** Goes on elsewhere: this device is gone. */
  replace(loss: DeviceError): Promise<void>;
  /** Goes on on the CPU: this GPU does not answer any more. */
  leaveGpu(reason: string): Promise<void>;
  /** Goes on by what was measured. */
  retune(tunings: Tunings): Promise<void>;
  readonly tunings: Tunings;
  /** Everything on its device goes; the model itself is kept. */
  close(): void;
  /** After `close`: the same as before. */
  reopen(): Promise<void>;
}

/** @throws CheckpointError, DeviceError, GraphError */
export async function openOn(model: CheckpointModel, choice: DeviceChoice, tunings: Tunings, tell: (event: EngineEvent) => void): Promise<Opened> {
  let [running, measured, losses] = [await run(model, choice, tunings), tunings, 0];
  const reopen = async (): Promise<void> => { running = await run(model, choice, measured); };
  const replace = async ({ message }: DeviceError): Promise<void> => {
    tell({ event: "recovering", reason: message });
    running.close();
    running = losses++ === 0 ? await run(model, choice, measured).catch(() => runOnCpu(model, message)) : await runOnCpu(model, message);
    tell({ event: "device", device: running.device.facts });
  };
  const leaveGpu = async (reason: string): Promise<void> => {
    tell({ event: "recovering", reason });
    running.close();
    running = await runOnCpu(model, reason);
    tell({ event: "device", device: running.device.facts });
  };
  return {
    model,
    get running() { return running; },
    get tunings() { return measured; },
    use: async (work) => {
      for (;;) {
        try {
          const result = await work(running);
          losses = 0;
          return result;
        } catch (error) {
          if (!isLoss(error) || running.device.facts.kind === "cpu") throw error;
          await replace(error);
        }
      }
    },
    replace,
    leaveGpu,
    retune: async (next) => {
      measured = next;
      running.close();
      await reopen();
    },
    close: () => running.close(),
    reopen,
  };
}

/** Whether a device is gone, and with it everything that was on it. */
export const isLoss = (error: unknown): error is DeviceError => error instanceof DeviceError && error.code === "device-lost";

/** What the page is told of a model. */
export function factsOf({ model, running: { network, device } }: Opened): OpenModel {
  const { name, precision, sha256, architecture, classes, labels, preprocessing: { size: input, sources } } = model;
  const bias = network.bias.slice(); // a view of the whole file, which would be posted along
  const refused = refusedMethods(network.graph).map(({ name: method, code }) => ({ name: method, code }));
  return { name, precision, sha256, architecture, classes, labels, bias, layers: network.layers, hasClassMaps: network.hasClassMaps, refused, input: { ...input, sources }, device: device.facts };
}
