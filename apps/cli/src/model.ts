// The model that --model and --labels name, opened on a device.
import { checkLabels, normalisationFrom, openNetwork, type Network, type NetworkOptions, type Normalisation } from "@camlucida/cam";
import { cacheFolder, loadModel, type LoadedModel } from "@camlucida/weights";
import process from "node:process";
import type { Options } from "./arguments.ts";
import type { Device } from "./devices.ts";
import { readLabelsFile } from "./labels.ts";
import { downloadsOn } from "./report/progress.ts";

export interface Model {
  readonly name: string;
  readonly labels: readonly string[]; // [classes]
  readonly normalisation: Normalisation;
  readonly network: Network;
  /** SHA-256 of the weights file, 64 hex digits. Reads all of it, once. */
  digest(): string;
  /** The network, and the file that it reads its weights from. */
  dispose(): void;
}

/** What is read of a model before there is a device. */
export interface ModelFiles extends LoadedModel {
  readonly given: readonly string[] | undefined; // by --labels, before the model's own
}

/** What of a network's options follows from the command line. */
export type NetworkPlan = Required<Pick<NetworkOptions, "questions" | "passes" | "othersAtWork">>;

/** @throws ModelError, CheckpointError, LabelError */
export async function readModel(options: Pick<Options, "model" | "labels">): Promise<ModelFiles> {
  const given = options.labels === undefined ? undefined : await readLabelsFile(options.labels);
  const progress = downloadsOn(process.stderr);
  const log = (line: string): void => {
    progress.clear();
    process.stderr.write(`${line}\n`);
  };
  const loaded = await loadModel(
    { model: options.model },
    { cacheFolder: cacheFolder(process.env, process.platform), log, progress: progress.show },
  ).finally(progress.clear);
  return { ...loaded, given };
}

/**
 * @param plan what the network will be asked, and how often it will look
 * @throws CheckpointError, LabelError, DeviceError; GraphError "unknown-layer"
 */
export async function openModel(files: ModelFiles, plan: NetworkPlan, device: Device): Promise<Model> {
  const { name, digest, checkpoint, given, labels, close } = files;
  const normalisation = normalisationFrom(checkpoint.metadata);
  const network = await openNetwork(checkpoint, device.gpu, { ...plan, threads: device.threads, choice: device.choice });
  const dispose = (): void => {
    network.dispose();
    close();
  };
  try {
    return { name, digest, labels: labelsFor(given ?? labels, network.classes), normalisation, network, dispose };
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/** The names given or found, else "class 0", "class 1", … */
function labelsFor(labels: readonly string[] | undefined, classes: number): readonly string[] {
  if (labels === undefined) return Array.from({ length: classes }, (_, index) => `class ${index}`);
  checkLabels(labels, classes);
  return labels;
}
