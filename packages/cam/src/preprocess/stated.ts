// What is said of a checkpoint's preprocessing, gathered: by whoever asks, by its own metadata, by files beside it, and by what is usual
// for its architecture.
import { CheckpointError, metadataKeys, type Checkpoint, recogniseNetwork, type RecognisedNetwork } from "@camlucida/tensor";
import { usualFor } from "./named.ts";
import { imagenetNormalisation, type Normalisation } from "./normalisation.ts";
import { jsonObject, ownForm } from "./own_form.ts";
import { preprocessingOf, type InputSize, type Preprocessing, type StatedPreprocessing } from "./preprocessing.ts";

/** What the checkpoint itself is called among the sources. */
export const ownMetadata = "the file's metadata";

/** What goes before a checkpoint's own metadata, and behind them. */
export interface PreprocessingOptions {
  /** A size that goes before what the file says. */
  readonly input?: InputSize | undefined;
  readonly before?: readonly StatedPreprocessing[];
  readonly behind?: readonly StatedPreprocessing[];
}

/**
 * What the network in a checkpoint wants of a photograph.
 * @throws CheckpointError "preprocessing-invalid", "checkpoint-input-channels", "checkpoint-input-size"; as `recogniseNetwork`
 * @example
 * ```ts
 * import { preprocessingFor } from "@camlucida/cam";
 *
 * preprocessingFor(checkpoint).size; // → { height: 224, width: 224 }
 * preprocessingFor(checkpoint, { input: { height: 320, width: 320 } }).resize; // → { height: 365, width: 365 }
 * ```
 */
export function preprocessingFor(
  checkpoint: Checkpoint, { input, before = [], behind = [] }: PreprocessingOptions = {}, network: Pick<RecognisedNetwork, "input" | "name"> = recogniseNetwork(checkpoint),
): Preprocessing {
  const stated = [...before, statedIn(checkpoint.metadata), ...behind, usualFor(network.name, checkpoint.metadata)];
  return preprocessingOf(network, stated.filter((one) => one !== undefined), input);
}

/**
 * What metadata say of preprocessing, undefined where they do not.
 * @throws CheckpointError "preprocessing-invalid" if the entry is not the JSON object described beside the key
 */
export function statedIn(metadata: Readonly<Record<string, string>>): StatedPreprocessing | undefined {
  if (!Object.hasOwn(metadata, metadataKeys.preprocessing)) return undefined;
  const place = `weights: ${metadataKeys.preprocessing}`;
  return { ...ownForm(jsonObject(metadata[metadataKeys.preprocessing] ?? "", place), place), source: ownMetadata };
}

/**
 * The normalisation that a checkpoint's metadata name (`metadataKeys.preprocessing`), ImageNet's where they name none.
 *
 * @throws CheckpointError "preprocessing-invalid" if the entry is not the JSON object described beside the key
 * @example
 * ```ts
 * import { imagenetNormalisation, normalisationFrom } from "@camlucida/cam";
 *
 * normalisationFrom({}); // → imagenetNormalisation
 * ```
 */
export const normalisationFrom = (metadata: Readonly<Record<string, string>>): Normalisation =>
  statedIn(metadata)?.normalisation ?? imagenetNormalisation;

/**
 * A network that normalises its pixels itself is computed without that, of images that come normalised so.
 * @throws CheckpointError "preprocessing-unsupported" where they come otherwise
 */
export function requireItsNormalisation({ normalisesPixels }: Pick<RecognisedNetwork, "normalisesPixels">, { normalisation, sources }: Pick<Preprocessing, "normalisation" | "sources">): void {
  if (!normalisesPixels || isImagenets(normalisation)) return;
  throw new CheckpointError(
    "preprocessing-unsupported",
    `network: it normalises its pixels itself, by ImageNet's mean and std, and photographs are to be normalised otherwise before${sources.length > 0 ? ` (${sources.join(", ")})` : ""}. ` +
      "If it takes levels of 0 … 1, say --preprocess torchvision: that is what its own normalisation makes of them. Others are not computed: save it without its mean and std if it does not use them.",
  );
}

/** As configs write the numbers: 0.485, or its nearest float32. */
const isImagenets = ({ order, scale, mean, std }: Normalisation): boolean =>
  order === imagenetNormalisation.order && scale === imagenetNormalisation.scale && [...mean, ...std].every((number, at) => Math.abs(number - (imagenets[at] ?? NaN)) < 1e-3);

const imagenets = [...imagenetNormalisation.mean, ...imagenetNormalisation.std];
