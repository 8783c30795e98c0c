// What is known of a model before there is a device: its network, what its photographs go through, what its classes are called; and who
// says so, in the order in which they are asked.
import { CheckpointError, metadataKeys, recogniseNetwork, type Checkpoint, type RecognisedNetwork } from "@camlucida/tensor";
import { sizesInConfig, statedInConfig } from "../preprocess/configs.ts";
import { imagenetNormalisation } from "../preprocess/normalisation.ts";
import type { InputSize, Preprocessing, StatedPreprocessing } from "../preprocess/preprocessing.ts";
import { preprocessingFor } from "../preprocess/stated.ts";
import { checkLabels, featureNames } from "./labels.ts";
import { labelsInConfig, labelsInMetadata } from "./stated_labels.ts";

/** A text that lies beside a model: a preprocessor_config.json, a config.json. */
export interface TextBeside {
  readonly name: string;
  readonly text: string;
}

/** A model as it was loaded. */
export interface ModelToOpen {
  readonly checkpoint: Checkpoint;
  /** Of the file, or of the published model that it is; those of its metadata, unless said. [classes] */
  readonly labels?: readonly string[] | undefined;
  /** What may say more of it, first what goes before the others. */
  readonly beside?: readonly TextBeside[];
}

/** What is asked of a model by whoever opens it: this goes before all that is said of it. */
export interface OpeningWishes {
  readonly input?: InputSize | undefined;
  readonly preprocessing?: StatedPreprocessing | undefined;
  readonly labels?: readonly string[] | undefined; // [classes]
}

/** What `openNetwork` is given of a model, and what is said of it. */
export interface Opening {
  readonly checkpoint: Checkpoint;
  readonly network: RecognisedNetwork;
  readonly preprocessing: Preprocessing;
  /** Undefined where nobody names the classes; of a network without a class head its features' names. [classes] */
  readonly labels: readonly string[] | undefined;
  /** Who names them: who opens the model, a file beside it, its own. */
  readonly labelsFrom: "caller" | "beside" | "file" | "nobody";
}

/**
 * What is known of a model before it is opened on a device.
 * @throws CheckpointError as `recogniseNetwork`, "preprocessing-invalid", "preprocessing-unsupported", "checkpoint-input-channels",
 *   "checkpoint-input-size", "checkpoint-left-over" where a network of ImageNet's own normalisation would be given another; LabelError "labels-wrong-length"
 * @example
 * ```ts
 * import { openingOf, openNetwork } from "@camlucida/cam";
 *
 * const beside = [{ name: "config.json", text: '{ "id2label": { "0": "cat", "1": "dog", "2": "bird" } }' }];
 * const { preprocessing, labels } = openingOf({ checkpoint, beside }, { input: { height: 160, width: 128 } });
 * labels; // → ["cat", "dog", "bird"]
 * const network = await openNetwork(checkpoint, device, { preprocessing });
 * network.preprocessing.size; // → { height: 160, width: 128 }
 * network.dispose();
 * ```
 */
export function openingOf({ checkpoint: loaded, labels: own, beside = [] }: ModelToOpen, { input, preprocessing: asked, labels }: OpeningWishes = {}): Opening {
  const padded = withPaddingBeside(loaded, beside);
  const checkpoint = asked?.normalisation ? withoutTransform(padded, asked) : padded;
  const network = recogniseNetwork(checkpoint);
  const isAskedFor = asked?.normalisation !== undefined && asked.interpolation !== undefined;
  const behind = beside.map(isAskedFor ? sizeBeside : statedBeside).filter((one) => one !== undefined);
  const preprocessing = preprocessingFor(checkpoint, { input, before: asked ? [asked] : [], behind }, network);
  refuseTwoNormalisations(checkpoint, network, preprocessing);
  if (labels) checkLabels(labels, network.classes);
  return { checkpoint, network, preprocessing, ...labelled(network, checkpoint, own, beside, labels) };
}

/** A config.json that is about other things, or is none, says nothing. @throws CheckpointError "preprocessing-invalid", "preprocessing-unsupported" */
function statedBeside({ name, text }: TextBeside): StatedPreprocessing | undefined {
  if (name === "config.json" && !isJson(text)) return undefined;
  return statedInConfig(text, name);
}

/** For who asks for all but the size: what is refused of the rest is not taken. */
function sizeBeside({ name, text }: TextBeside): StatedPreprocessing | undefined {
  try {
    return sizesInConfig(text, name);
  } catch (error) {
    if (error instanceof CheckpointError) return undefined;
    throw error;
  }
}

/**
 * Buffers of ImageNet's mean and deviation, with which a network normalises pixels itself, are left unread, as photographs come normalised by
 * them. Normalised otherwise they would come to another network than the file's.
 */
function refuseTwoNormalisations({ tensors }: Checkpoint, { unread }: RecognisedNetwork, { normalisation }: Preprocessing): void {
  const { mean, std, scale, order } = normalisation;
  const isImagenets = JSON.stringify({ order, scale, mean, std }) === JSON.stringify(imagenetNormalisation);
  const buffers = unread.filter((name) => /(^|\.)(mean|std)$/.test(name) && tensors.get(name)?.data.length === 3);
  if (isImagenets || buffers.length === 0) return;
  throw new CheckpointError("checkpoint-left-over", `weights: the network normalises pixels of 0 … 1 itself, by ImageNet's mean and deviation (${buffers.join(", ")}), and its photographs would come by another preprocessing. ` +
    "If pixels of 0 … 1 are what it was given, say --preprocess torchvision: these two steps are computed as one. Else save it without these tensors.");
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}

/** A network that transforms its input wants ImageNet's normalisation; who asks for another means what that comes to. */
function withoutTransform(checkpoint: Checkpoint, { source }: StatedPreprocessing): Checkpoint {
  if (source === "torchvision" || checkpoint.metadata[metadataKeys.transformInput] !== "true") return checkpoint;
  return { ...checkpoint, metadata: { ...checkpoint.metadata, [metadataKeys.transformInput]: "false" } };
}

/** timm's architectures that were trained in TensorFlow are called tf_…, and pad as it does; their tensors' names are those of others. */
function withPaddingBeside(checkpoint: Checkpoint, beside: readonly TextBeside[]): Checkpoint {
  const [found] = beside.flatMap(({ text }) => /"architecture"\s*:\s*"(?:tf_)?(?:efficientnet|mobilenetv3)/.exec(text) ?? []);
  if (found === undefined || Object.hasOwn(checkpoint.metadata, metadataKeys.padding)) return checkpoint;
  return { ...checkpoint, metadata: { ...checkpoint.metadata, [metadataKeys.padding]: found.includes("tf_") ? "same" : "even" } };
}

function labelled(
  { classes, isBackbone }: RecognisedNetwork, { metadata }: Checkpoint, own: readonly string[] | undefined, beside: readonly TextBeside[], given: readonly string[] | undefined,
): Pick<Opening, "labels" | "labelsFrom"> {
  if (given) return { labels: given, labelsFrom: "caller" };
  const config = beside.map(({ text }) => labelsInConfig(text, classes)).find((labels) => labels !== undefined);
  if (config) return { labels: config, labelsFrom: "beside" };
  const file = own ?? metadata[metadataKeys.labels]?.split("\n") ?? labelsInMetadata(metadata, classes);
  return file ? { labels: file, labelsFrom: "file" } : { labels: isBackbone ? featureNames(classes) : undefined, labelsFrom: "nobody" };
}
