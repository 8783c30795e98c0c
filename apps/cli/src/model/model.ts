// The model that --model and --labels name, on its first device, and where it goes on should that fail.
import {
  type NetworkAnswers, labelsSizeLimit, labelsTooLarge, type Network, openNetwork, type Preprocessing, readLabels,
} from "@camlucida/cam";
import { type Checkpoint, CheckpointError, GraphError, metadataKeys, type RecognisedNetwork, unknownLayer } from "@camlucida/tensor";
import { cacheFolder, type LoadedModel, loadModel, type LoadOptions, shippedLabels, shippedManifest } from "@camlucida/weights";
import process from "node:process";
import { lastLayer } from "../arguments/methods_and_layers.ts";
import type { HowOptions, Options, RunOptions, WhatOptions } from "../arguments/options.ts";
import { LabelError, messageOf } from "../errors/errors.ts";
import { readRegular, TooManyBytes } from "../files/regular.ts";
import { downloadsOn } from "../report/progress.ts";
import { printable } from "../report/terminal.ts";
import type { MapPlan } from "../requests/plan.ts";
import { targetsFor } from "../requests/targets.ts";
import type { chooseDevice, ChosenDevice, Workload } from "./devices.ts";
import { exampleLabels, type Examples, examplesOn } from "./examples.ts";
import { labelledOpening, readPreprocessing } from "./opening.ts";
import { goingOn, type GoOn, type LastingNetwork, openLasting } from "./lasting_network.ts";

export interface Model {
  readonly name: string;
  readonly labels: readonly string[]; // [classes]
  /** Whether pictures take the place of classes: their logits are no classes', and have no probability. */
  readonly comparesPictures: boolean;
  readonly network: LastingNetwork;
  /** SHA-256 of the weights file, 64 hex digits. Reads all of it, once. */
  digest(): string;
  /** The network with its device, and the file that it reads its weights from. */
  dispose(): void;
}

/** Weights that are read once are not packed for later. */
export function workload({ how: { smooth }, run: { metrics } }: Pick<Options, "how" | "run">, { requests }: MapPlan, several: boolean, atWork: Int32Array | undefined): Workload {
  const goesOn = requests.some(({ method }) => method.weights.from === "passes"); // forward passes of the method's own
  return { weights: several || metrics || smooth === "augment" || goesOn ? "for good" : "for one step", othersAtWork: atWork };
}

/** The model on the device, which it closes. */
export async function openModelOn(device: ChosenDevice, work: Workload, { what, how, run }: Pick<Options, "what" | "how" | "run">, choose: typeof chooseDevice): Promise<Model> {
  const files = await readModel({ ...what, layers: how.layers, detail: run.detail }).catch((error: unknown) => {
    device.close();
    throw error;
  });
  return openModel(files, work, device, goingOn(run.device, say, choose)).catch((error: unknown) => {
    files.close();
    throw error;
  });
}

/** A line for people in the middle of the work, in place of the progress line. */
const say = (line: string): void => void process.stderr.write(`${process.stderr.isTTY ? "\r\u001b[K" : ""}${line}\n`);

/** What is read of a model before there is a device. */
interface ModelFiles extends Omit<LoadedModel, "labels"> {
  readonly labels: readonly string[]; // [classes]
  readonly preprocessing: Preprocessing;
  readonly examples: Examples | undefined;
}

/** What of the options says which model, and what must fit it. */
export type ModelOptions = Omit<WhatOptions, "inputs" | "filesFrom" | "recursive"> & Pick<HowOptions, "layers"> & Pick<RunOptions, "detail"> & Pick<LoadOptions, "mayObtain">;

/**
 * Classes and layers that the model has not are refused here: before it is obtained where its labels are known, and at any rate
 * before it is opened.
 * @throws ModelError, CheckpointError, LabelError; GraphError "unknown-layer"
 */
export async function readModel(options: ModelOptions): Promise<ModelFiles> {
  const asked = options.preprocess === undefined ? undefined : await readPreprocessing(options.preprocess);
  const given = options.labels === undefined ? undefined : await readLabelsFile(options.labels);
  const examples = options.similarTo.length === 0 ? undefined : { paths: options.similarTo, framing: options.crop ? "crop" : "squash" } as const;
  const named = examples && exampleLabels(examples.paths);
  const ahead = named ?? given ?? labelsAhead(options.model);
  if (ahead) targetsFor(options, ahead);
  const found = await load(options);
  const loaded = { ...found, checkpoint: withSaid(found.checkpoint, options) };
  try {
    const opening = labelledOpening(loaded, { input: options.input, preprocessing: asked, labels: given });
    const { network } = opening;
    const labels = named ?? opening.labels;
    if (options.detail !== "quiet" && loaded.checkpoint.choice) process.stderr.write(`${choiceLine(loaded.path, loaded.checkpoint.choice)}\n`);
    if (options.detail !== "quiet" && network.choice) process.stderr.write(`${networkLine(loaded.path, network.choice)}\n`);
    if (options.detail !== "quiet" && network.assumed !== undefined) process.stderr.write(`${printable(`${loaded.path}: it is taken for granted ${network.assumed}, as no file says it. --check FILE tells: docs/checkpoints.md.`)}\n`);
    if (options.detail === "verbose" && network.unread.length > 0) process.stderr.write(`${unreadLine(network.unread)}\n`);
    if (options.detail !== "quiet" && opening.labelsFrom === "classes" && !named) process.stderr.write(`${imagenetLabels(loaded.path)}\n`);
    targetsFor(options, labels);
    const unknown = options.layers.find((layer) => layer !== lastLayer && !network.layers.includes(layer));
    if (unknown !== undefined) throw unknownLayer(unknown, network.layers);
    return { ...loaded, checkpoint: opening.checkpoint, labels, preprocessing: opening.preprocessing, examples };
  } catch (error) {
    loaded.close();
    throw aboutFile(loaded.path, error);
  }
}

/** Nobody says so, and another network might have as many. */
const imagenetLabels = (path: string): string => printable(`${path} does not name its classes; as there are 1000, they are called as ImageNet's. --labels FILE names others.`);

/** What no class depends on is left out, and said. */
const unreadLine = (names: readonly string[]): string =>
  printable(`Left out, as no class depends on it: ${names.slice(0, 4).join(", ")}${names.length > 4 ? ` and ${names.length - 4} more` : ""}.`);

/** Which of a file's state dicts is explained: a network and its moving average may answer otherwise. */
export const choiceLine = (path: string, { taken, others }: NonNullable<Checkpoint["choice"]>): string =>
  printable(`${path} holds ${others.length + 1} state dicts: "${taken}" is explained, not ${others.map((key) => `"${key}"`).join(" or ")}. ` +
    `To explain the other, in Python: torch.save(checkpoint["${others[0] ?? ""}"], "other.pth")`);

/** Which of the networks in a file is explained, by what stands before the names of their tensors. */
const networkLine = (path: string, { taken, others }: NonNullable<RecognisedNetwork["choice"]>): string =>
  printable(`${path} holds ${others.length + 1} networks: "${taken}…" is explained, not its moving average ${others.map((prefix) => `"${prefix}…"`).join(" or ")}. ` +
    `To explain that one, in Python: torch.save({k: v for k, v in sd.items() if k.startswith("${others[0] ?? ""}")}, "other.pth")`);

/** The checkpoint with what the user says of its stem and its padding, which goes before what the file says. */
export function withSaid(checkpoint: Checkpoint, { stem, padding }: Pick<ModelOptions, "stem" | "padding">): Checkpoint {
  const said = { ...(stem !== undefined && { [metadataKeys.stem]: stem }), ...(padding !== undefined && { [metadataKeys.padding]: padding }) };
  return Object.keys(said).length === 0 ? checkpoint : { ...checkpoint, metadata: { ...checkpoint.metadata, ...said } };
}

/** Nothing but errors is said where --quiet asks for that. */
async function load({ model, output, detail, mayObtain }: ModelOptions): Promise<LoadedModel> {
  const place = { ...placeOfModels(), ...(mayObtain !== undefined && { mayObtain }) };
  if (detail === "quiet") return loadModel({ model, output }, { ...place, log: () => undefined, progress: () => undefined });
  const progress = downloadsOn(process.stderr);
  const log = (line: string): void => {
    progress.clear();
    process.stderr.write(`${line}\n`);
  };
  return loadModel({ model, output }, { ...place, log, progress: progress.show }).finally(progress.clear);
}

/** Where models are kept, and whether the launcher lets this process obtain them: it starts it again if need be. */
export const placeOfModels = (): Pick<LoadOptions, "cacheFolder" | "mayObtain"> =>
  ({ cacheFolder: () => cacheFolder(process.env, process.platform), mayObtain: process.env["CAMLUCIDA_OBTAINS"] !== "no" });

/** The labels of a model that is known by name, before it is at hand; what may take the default's place has the same. */
function labelsAhead(model: string | undefined): readonly string[] | undefined {
  const manifest = shippedManifest();
  const entry = manifest.models.get(model ?? manifest.default.model);
  return entry && shippedLabels(entry.labels);
}

/**
 * @param work what a CPU wants to know of it
 * @param device belongs to the model from now on; @param goOn where to go on, should it fail
 * @throws CheckpointError, LabelError, DeviceError
 */
export async function openModel(files: ModelFiles, work: Workload, device: ChosenDevice, goOn: GoOn): Promise<Model> {
  const { name, digest, checkpoint, labels, preprocessing, examples, close } = files;
  let answers: NetworkAnswers | undefined; // the examples are seen once, wherever the network goes on
  const openOn = async ({ open }: ChosenDevice): Promise<Network> => {
    const on = open(work);
    try {
      if (examples) answers ??= await examplesOn(on, checkpoint, preprocessing, examples);
      return await openNetwork(checkpoint, on, { preprocessing, ...(answers && { answers }) });
    } catch (error) {
      throw error instanceof GraphError && error.code !== "no-features" ? cannotBeBuilt(files, error) : aboutFile(files.path, error);
    }
  };
  const network = await openLasting(device, openOn, goOn);
  const dispose = (): void => {
    network.dispose();
    close();
  };
  return { name, digest, labels, comparesPictures: examples !== undefined, network, dispose };
}

/** What is wrong with a checkpoint, with the file's name. */
export const aboutFile = (path: string, error: unknown): unknown =>
  error instanceof CheckpointError ? new CheckpointError(error.code, `${path}: ${error.message.replace(/^(weights|network): /, "")}`, { cause: error }) : error;

/** Tensors that fit their layers one by one, and not each other. */
const cannotBeBuilt = ({ path }: ModelFiles, cause: GraphError): CheckpointError => new CheckpointError("checkpoint-architecture",
  `${path}: its tensors make no network: ${cause.message.replace(/^graph: /, "")} Is it the whole file, of one network? docs/checkpoints.md and docs/networks.md have what opens.`, { cause });

/**
 * Reads a file of class names, UTF-8.
 * @throws LabelError "labels-unreadable", "labels-too-large", "labels-malformed", naming the file.
 */
export async function readLabelsFile(path: string): Promise<string[]> {
  return readLabels(await readText(path), path);
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readRegular(path, labelsSizeLimit));
  } catch (error) {
    if (error instanceof TooManyBytes) throw labelsTooLarge(path);
    throw new LabelError("labels-unreadable",
      `${path} cannot be read as UTF-8 text (${messageOf(error)}). Give a file with one class name per line.`, { cause: error });
  }
}
