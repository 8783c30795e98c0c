// A model on a device, with everything that is prepared on it; which device that is, by the engine's rule, and what the
// page says of it.
import { type Network, openNetwork, type Pass } from "@camlucida/cam";
import {
  type AdapterReport, decideDevice, type Device, type DeviceChoice, type DeviceReason, fromTuning,
  type NoGpu, openCpu,
} from "@camlucida/tensor";
import { type Insight, openInsight } from "./insight.ts";
import type { DeviceFacts } from "./protocol.ts";
import type { CheckpointModel } from "./read_model.ts";
import type { Tunings } from "./tunings.ts";

export interface Running {
  readonly device: EngineDevice;
  readonly network: Network;
  /** The pass of an input, which is kept until another input comes. @param input [224, 224, 3] */
  pass(input: Float32Array): Promise<Pass>;
  /** The network's inside, of an input that is seen again only if it is another than before. @param input [224, 224, 3] */
  inside(input: Float32Array): Promise<Insight>;
  close(): void;
}

type ModelToRun = Pick<CheckpointModel, "checkpoint" | "preprocessing">;

/** @throws CheckpointError, DeviceError, GraphError */
export const run = async (model: ModelToRun, choice: DeviceChoice, tunings: Tunings): Promise<Running> => on(await chooseDevice(choice, tunings), model);

/** The same on the CPU, which nothing can take away. */
export const runOnCpu = (model: ModelToRun, detail: string): Promise<Running> => on(cpu("gpu-failed", detail), model);

async function on(device: EngineDevice, { checkpoint, preprocessing }: ModelToRun): Promise<Running> {
  const network = await openNetwork(checkpoint, device.own, { preprocessing }).catch((error: unknown) => {
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

/** Whoever opened it disposes of it. */
interface EngineDevice {
  readonly facts: DeviceFacts;
  readonly own: Device;
}

/** A GPU convolves as was measured, where it was. @throws DeviceError for "gpu" where there is none that works */
async function chooseDevice(choice: DeviceChoice, tunings: Tunings): Promise<EngineDevice> {
  const decision = await decideDevice(choice, {
    algorithmsFor: (report) => {
      const tuning = tunings[nameOf(report)];
      return tuning && fromTuning(tuning);
    },
    messageFor: (reason) => `device: ${noGpu[reason]}. Compute on the CPU.`,
  });
  const { reason, report } = decision;
  if (decision.kind === "cpu") return cpu(reason, decision.failure?.message ?? report?.name);
  return { facts: { kind: "gpu", name: nameOf(decision.report), software: decision.report.kind === "software", reason, detail: undefined }, own: decision.device };
}

const noGpu: Readonly<Record<NoGpu, string>> = {
  "no-webgpu": "this browser has no WebGPU",
  "insecure-page": "browsers offer WebGPU only to pages that come over https",
  "no-adapter": "this browser was given no GPU on this computer",
};

/** @param detail what is known of the GPU that is not used */
function cpu(reason: DeviceReason, detail?: string): EngineDevice {
  const own = openCpu({ threads: navigator.hardwareConcurrency });
  return { facts: { kind: "cpu", name: own.name, software: false, reason, detail }, own };
}

const nameOf = ({ name, backend }: AdapterReport): string => `${name} (${backend})`;
