// A checkpoint, read, and open whatever happens to its device: one that is lost is replaced, and what was under way is
// done again. Nobody notices but for the time. A second loss in a row leaves the CPU, which nothing can take away.
import { LabelError, labelsFor, labelsSizeLimit, labelsTooLarge, readLabels, refusedMethods } from "@camlucida/cam";
import {
  recogniseNetwork, type Checkpoint, type DeviceChoice, DeviceError, loadCheckpoint, metadataKeys,
} from "@camlucida/tensor";
import { digestOf, obtainModel } from "@camlucida/weights/browser";
import { filesBeside } from "./files_beside.ts";
import type { EngineEvent, EngineProgress, ModelOrigin, OpenModel } from "./protocol.ts";
import type { Tunings } from "./tunings.ts";
import { run, type Running, runOnCpu } from "./running.ts";

/** A checkpoint in memory, with everything that is known of it before there is a device. */
interface CheckpointModel {
  readonly name: string;
  readonly precision: "float32" | "float16" | undefined;
  readonly sha256: string; // of the file
  readonly architecture: string;
  readonly classes: number;
  readonly labels: readonly string[]; // [classes]
  readonly checkpoint: Checkpoint;
}

/** @throws WebModelError, CheckpointError, LabelError */
export async function readModel(source: ModelOrigin, tell: (progress: EngineProgress) => void): Promise<CheckpointModel> {
  return source.kind === "offered" ? readOffered(source, tell) : readFile(source, tell);
}

async function readOffered({ model, precision, base }: ModelOrigin & { kind: "offered" }, tell: (progress: EngineProgress) => void): Promise<CheckpointModel> {
  const variant = model.variants.find((some) => some.precision === precision) ?? model.variants[0]!;
  const bytes = await obtainModel(variant, new URL(base), tell);
  tell({ phase: "reading" });
  return describe(model.name, variant.precision, variant.sha256, await loadCheckpoint(bytes), undefined);
}

async function readFile({ name, file, labels, beside }: ModelOrigin & { kind: "file" }, tell: (progress: EngineProgress) => void): Promise<CheckpointModel> {
  tell({ phase: "reading" });
  const given = labels && (await readLabelsFile(labels));
  const bytes = new Uint8Array(await file.arrayBuffer());
  const digest = await digestOf(bytes);
  return describe(name, undefined, digest, await loadCheckpoint(bytes, { files: filesBeside(beside) }), given);
}

function describe(name: string, precision: CheckpointModel["precision"], sha256: string, checkpoint: Checkpoint, given: readonly string[] | undefined): CheckpointModel {
  const { name: architecture, classes } = recogniseNetwork(checkpoint);
  return { name, precision, sha256, architecture, classes, checkpoint, labels: labelsFor(given ?? checkpoint.metadata[metadataKeys.labels]?.split("\n"), classes) };
}

/** @throws LabelError "labels-too-large", "labels-unreadable", "labels-malformed" */
async function readLabelsFile(file: File): Promise<readonly string[]> {
  if (file.size > labelsSizeLimit) throw labelsTooLarge(file.name);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch (cause) {
    throw new LabelError("labels-unreadable", `${file.name} is no UTF-8 text. Give a file with one class name per line.`, { cause });
  }
  return readLabels(text, file.name);
}

export interface Opened {
  readonly model: CheckpointModel;
  readonly running: Running; // another one after a loss
  /** Does `work`, and does it again on another device if that was lost meanwhile. */
  use<T>(work: (running: Running) => Promise<T>): Promise<T>;
  /** Goes on elsewhere: this device is gone. */
  replace(loss: DeviceError): Promise<void>;
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
  const { checkpoint } = model;
  let [running, measured, losses] = [await run(checkpoint, choice, tunings), tunings, 0];
  const reopen = async (): Promise<void> => { running = await run(checkpoint, choice, measured); };
  const replace = async ({ message }: DeviceError): Promise<void> => {
    tell({ event: "recovering", reason: message });
    running.close();
    running = losses++ === 0 ? await run(checkpoint, choice, measured).catch(() => runOnCpu(checkpoint, message)) : await runOnCpu(checkpoint, message);
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
  const { name, precision, sha256, architecture, classes, labels } = model;
  const bias = network.bias.slice(); // a view of the whole file, which would be posted along
  return { name, precision, sha256, architecture, classes, labels, bias, layers: network.layers, hasClassMaps: network.hasClassMaps, refused: refusedMethods(network.graph).map(({ name: method, code }) => ({ name: method, code })), device: device.facts };
}
