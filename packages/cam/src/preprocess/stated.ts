// What a checkpoint's own metadata say of preprocessing: JSON under `metadataKeys.preprocessing`.
//
//   { "order": "RGB" | "BGR" | "L", "scale": 255 | 1, "mean": […], "std": […],              three numbers each, of "L" one
//     "size": [height, width], "resize": [height, width], "interpolation": "bilinear" | "bicubic" }    these three may be absent
import { CheckpointError, metadataKeys, type Checkpoint, recogniseNetwork, type RecognisedNetwork } from "@camlucida/tensor";
import { imagenetNormalisation, type Normalisation, type PerChannel } from "./normalisation.ts";
import { longestInput, preprocessingOf, type InputSize, type Preprocessing, type StatedPreprocessing } from "./preprocessing.ts";

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
  checkpoint: Checkpoint, { input, before = [], behind = [] }: PreprocessingOptions = {}, network: Pick<RecognisedNetwork, "input"> = recogniseNetwork(checkpoint),
): Preprocessing {
  const own = statedIn(checkpoint.metadata);
  return preprocessingOf(network, [...before, ...(own ? [own] : []), ...behind], input);
}

/**
 * What metadata say of preprocessing, undefined where they do not.
 * @throws CheckpointError "preprocessing-invalid" if the entry is not the JSON object described beside the key
 */
export function statedIn(metadata: Readonly<Record<string, string>>): StatedPreprocessing | undefined {
  if (!Object.hasOwn(metadata, metadataKeys.preprocessing)) return undefined;
  const entry = parse(metadata[metadataKeys.preprocessing] ?? "");
  return { source: ownMetadata, ...partsOf(entry), normalisation: normalisationOf(entry) };
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

/** Longer than any honest entry: text from a stranger's file is measured before it is parsed. */
const longestText = 4096; // UTF-16 code units

type Entry = Readonly<Record<string, unknown>>;

function normalisationOf(entry: Entry): Normalisation {
  const { order, scale } = entry;
  if (order !== "RGB" && order !== "BGR" && order !== "L") throw invalid("order", order, '"RGB", "BGR" or "L"');
  if (scale !== 255 && scale !== 1) throw invalid("scale", scale, "255 or 1");
  const count = order === "L" ? 1 : 3;
  const words = count === 1 ? "one number" : "three numbers";
  const mean = perChannel("mean", entry["mean"], count, (value) => Math.abs(value) <= 255, `${words} within ±255`);
  // A smaller divisor than 1e-6 would only magnify rounding noise, and below 1e-38 the input would overflow.
  const std = perChannel("std", entry["std"], count, (value) => value >= 1e-6 && value <= 1e6, `${words} from 1e-6 to 1e6`);
  return { order, scale, mean, std };
}

function partsOf(entry: Entry): Pick<StatedPreprocessing, "size" | "resize" | "interpolation"> {
  const { interpolation } = entry;
  if (interpolation !== undefined && interpolation !== "bilinear" && interpolation !== "bicubic") throw invalid("interpolation", interpolation, '"bilinear" or "bicubic"');
  const size = sidesOf("size", entry["size"]);
  const resize = sidesOf("resize", entry["resize"]);
  if (resize && !size) throw invalid("size", undefined, "[height, width] where there is a resize");
  if (size && resize && (resize.height < size.height || resize.width < size.width)) throw invalid("resize", entry["resize"], "no less than size");
  return { size, resize, interpolation };
}

function sidesOf(name: string, value: unknown): InputSize | undefined {
  if (value === undefined) return undefined;
  const [height, width]: readonly unknown[] = Array.isArray(value) && value.length === 2 ? value : [];
  const isSide = (side: unknown): side is number => typeof side === "number" && Number.isInteger(side) && side >= 1 && side <= 2 * longestInput;
  if (isSide(height) && isSide(width)) return { height, width };
  throw invalid(name, value, "[height, width] in pixels");
}

function parse(text: string): Entry {
  if (text.length > longestText) throw invalid("text", `${text.length} characters`, `at most ${longestText}`);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return { ...value };
  } catch (cause) {
    throw invalid("text", text, "JSON", { cause });
  }
  throw invalid("text", text, "a JSON object");
}

function perChannel(name: string, value: unknown, count: number, accepts: (value: number) => boolean, expected: string): PerChannel {
  const accepted = (element: unknown): element is number => typeof element === "number" && accepts(element);
  if (Array.isArray(value) && value.length === count && value.every(accepted)) return value;
  throw invalid(name, value, expected);
}

function invalid(name: string, value: unknown, expected: string, options?: ErrorOptions): CheckpointError {
  const shown = (typeof value === "string" ? value : JSON.stringify(value) ?? "absent").slice(0, 80);
  const message = `weights: ${metadataKeys.preprocessing}: ${name} is ${shown}; expected ${expected}. Convert the weights again.`;
  return new CheckpointError("preprocessing-invalid", message, options);
}
