// What is known of a model before there is a device: its network, what its photographs go through, what its classes are called; and who
// says so, in the order in which they are asked.
import { featureNames, labelsInConfig, labelsInMetadata, type InputSize, labelsFor, namedPreprocessing, type Preprocessing, preprocessingFor, statedInConfig, statedInFile, type StatedPreprocessing } from "@camlucida/cam";
import { type Checkpoint, metadataKeys, recogniseNetwork, type RecognisedNetwork } from "@camlucida/tensor";
import { type BesideModel, nearest, shippedLabels } from "@camlucida/weights";
import { messageOf, UsageError } from "../errors/errors.ts";
import { readRegular } from "../files/regular.ts";

/** What is asked of a model by whoever opens it. */
export interface OpeningWishes {
  readonly input?: InputSize | undefined;
  readonly preprocessing?: StatedPreprocessing | undefined;
  readonly labels?: readonly string[] | undefined; // [classes]
}

/** A model as it was loaded. */
export interface ModelToOpen {
  readonly checkpoint: Checkpoint;
  readonly labels: readonly string[] | undefined; // of the file, or of the published model that it is
  readonly beside: readonly BesideModel[];
}

export interface Opening {
  readonly checkpoint: Checkpoint;
  readonly network: RecognisedNetwork;
  readonly preprocessing: Preprocessing;
  readonly labels: readonly string[]; // [classes]
  /** Who says the labels. */
  readonly labelsFrom: LabelsFrom;
}

/** "classes": ImageNet's, as there are 1000. */
export type LabelsFrom = "caller" | "beside" | "file" | "classes" | "nobody";

/** @throws CheckpointError, LabelError */
export function openingOf({ checkpoint: loaded, labels: own, beside }: ModelToOpen, { input, preprocessing: asked, labels }: OpeningWishes): Opening {
  const padded = withPaddingBeside(loaded, beside);
  const checkpoint = asked?.normalisation ? withoutTransform(padded, asked) : padded;
  const network = recogniseNetwork(checkpoint);
  const behind = asked?.normalisation && asked.interpolation ? [] : beside.map(({ name, text }) => statedBeside(text, name)).filter((one) => one !== undefined);
  const preprocessing = preprocessingFor(checkpoint, { input, before: asked ? [asked] : [], behind }, network);
  const [from, found] = labelsOf(network.classes, checkpoint, own, beside, labels);
  return { checkpoint, network, preprocessing, labels: labelsFor(found ?? (network.isBackbone ? featureNames(network.classes) : undefined), network.classes), labelsFrom: from };
}

/** A config.json that is about other things, or is none, says nothing. @throws CheckpointError "preprocessing-invalid", "preprocessing-unsupported" */
function statedBeside(text: string, name: string): StatedPreprocessing | undefined {
  if (name === "config.json" && !isObject(text)) return undefined;
  return statedInConfig(text, name);
}

function isObject(text: string): boolean {
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
function withPaddingBeside(checkpoint: Checkpoint, beside: readonly BesideModel[]): Checkpoint {
  const [found] = beside.flatMap(({ text }) => /"architecture"\s*:\s*"(?:tf_)?(?:efficientnet|mobilenetv3)/.exec(text) ?? []);
  if (found === undefined || Object.hasOwn(checkpoint.metadata, metadataKeys.padding)) return checkpoint;
  return { ...checkpoint, metadata: { ...checkpoint.metadata, [metadataKeys.padding]: found.includes("tf_") ? "same" : "even" } };
}

const imagenetClasses = 1000;

function labelsOf(
  classes: number, { metadata }: Checkpoint, own: readonly string[] | undefined, beside: readonly BesideModel[], given: readonly string[] | undefined,
): readonly [LabelsFrom, readonly string[] | undefined] {
  if (given) return ["caller", given];
  const config = beside.map(({ text }) => labelsInConfig(text, classes)).find((labels) => labels !== undefined);
  if (config) return ["beside", config];
  const file = own ?? labelsInMetadata(metadata, classes);
  if (file) return ["file", file];
  return classes === imagenetClasses ? ["classes", shippedLabels("imagenet")] : ["nobody", undefined];
}

const sizeLimit = 64 * 1024; // bytes

/**
 * What --preprocess names, or a file says.
 * @throws UsageError "usage-bad-value"; CheckpointError "preprocessing-invalid", "preprocessing-unsupported"
 */
export async function readPreprocessing(asked: string): Promise<StatedPreprocessing> {
  if (Object.hasOwn(namedPreprocessing, asked)) return namedPreprocessing[asked] as StatedPreprocessing;
  const names = Object.keys(namedPreprocessing);
  const bytes = await readRegular(asked, sizeLimit).catch((cause: unknown) => {
    const close = nearest(asked, names);
    throw new UsageError("usage-bad-value", `--preprocess: ${JSON.stringify(asked)} is none of ${names.join(", ")}, and no file that can be read (${messageOf(cause)}).${close === undefined ? "" : ` Did you mean ${close}?`}`, { cause });
  });
  return statedInFile(new TextDecoder().decode(bytes), asked);
}
