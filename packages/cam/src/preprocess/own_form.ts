// Preprocessing as camlucida itself writes it, into a checkpoint's metadata (`metadataKeys.preprocessing`) or a file for --preprocess: JSON.
//
//   { "order": "RGB" | "BGR" | "L", "scale": 255 | 1, "mean": […], "std": […],              three numbers each, of "L" one
//     "size": [height, width], "resize": [height, width], "interpolation": "bilinear" | "bicubic" | "nearest" }    these three may be absent
import { CheckpointError } from "@camlucida/tensor";
import type { Normalisation, PerChannel } from "./normalisation.ts";
import { longestInput, type InputSize, type StatedPreprocessing } from "./preprocessing.ts";
import { interpolations, type Interpolation } from "./resample/pillow_axis.ts";

/** Longer than any honest entry: text from a stranger's file is measured before it is parsed. */
const longestText = 4096; // UTF-16 code units

/** An object of a stranger's JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Where a value stands, for messages: "weights: camlucida.preprocessing", "my.json". */
type Place = string;

/** @throws CheckpointError "preprocessing-invalid" */
export function ownForm(entry: JsonObject, place: Place): Omit<StatedPreprocessing, "source"> {
  return { ...partsOf(entry, place), normalisation: normalisationOf(entry, place) };
}

function normalisationOf(entry: JsonObject, place: Place): Normalisation {
  const { order, scale } = entry;
  if (order !== "RGB" && order !== "BGR" && order !== "L") throw invalid(place, "order", order, '"RGB", "BGR" or "L"');
  if (scale !== 255 && scale !== 1) throw invalid(place, "scale", scale, "255 or 1");
  return { order, scale, ...meanAndStd(entry["mean"], entry["std"], order === "L" ? 1 : 3, place) };
}

/** @param count of channels. @throws CheckpointError "preprocessing-invalid" */
export function meanAndStd(mean: unknown, std: unknown, count: 1 | 3, place: Place): Pick<Normalisation, "mean" | "std"> {
  const words = count === 1 ? "one number" : "three numbers";
  return {
    mean: perChannel(place, "mean", mean, count, (value) => Math.abs(value) <= 255, `${words} within ±255`),
    // A smaller divisor than 1e-6 would only magnify rounding noise, and below 1e-38 the input would overflow.
    std: perChannel(place, "std", std, count, (value) => value >= 1e-6 && value <= 1e6, `${words} from 1e-6 to 1e6`),
  };
}

function partsOf(entry: JsonObject, place: Place): Pick<StatedPreprocessing, "size" | "resize" | "interpolation"> {
  const { interpolation } = entry;
  if (interpolation !== undefined && !isInterpolation(interpolation)) throw invalid(place, "interpolation", interpolation, '"bilinear", "bicubic" or "nearest"');
  const size = sidesOf(place, "size", entry["size"]);
  const resize = sidesOf(place, "resize", entry["resize"]);
  if (resize && !size) throw invalid(place, "size", undefined, "[height, width] where there is a resize");
  if (size && resize && (resize.height < size.height || resize.width < size.width)) throw invalid(place, "resize", entry["resize"], "no less than size");
  return { size, resize, interpolation };
}

export const isInterpolation = (name: unknown): name is Interpolation => interpolations.some((one) => one === name);

function sidesOf(place: Place, name: string, value: unknown): InputSize | undefined {
  if (value === undefined) return undefined;
  const [height, width]: readonly unknown[] = Array.isArray(value) && value.length === 2 ? value : [];
  if (isSide(height) && isSide(width)) return { height, width };
  throw invalid(place, name, value, "[height, width] in pixels");
}

/** What is cut out may be a part of twice as much. */
export const isSide = (side: unknown): side is number => typeof side === "number" && Number.isInteger(side) && side >= 1 && side <= 2 * longestInput;

/** @throws CheckpointError "preprocessing-invalid" */
export function jsonObject(text: string, place: Place, longest = longestText): JsonObject {
  if (text.length > longest) throw invalid(place, "text", `${text.length} characters`, `at most ${longest}`);
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
    if (typeof value === "object" && value !== null) return { ...value };
  } catch (cause) {
    throw invalid(place, "text", text, "JSON", { cause });
  }
  throw invalid(place, "text", text, "a JSON object");
}

function perChannel(place: Place, name: string, value: unknown, count: number, accepts: (value: number) => boolean, expected: string): PerChannel {
  const accepted = (element: unknown): element is number => typeof element === "number" && accepts(element);
  if (Array.isArray(value) && value.length === count && value.every(accepted)) return value;
  throw invalid(place, name, value, expected);
}

/** @param expected of the value that stands there */
export function invalid(place: Place, name: string, value: unknown, expected: string, options?: ErrorOptions): CheckpointError {
  const shown = (typeof value === "string" ? value : JSON.stringify(value) ?? "absent").slice(0, 80);
  const advice = place.startsWith("weights") ? "Convert the weights again." : "Mend it, or say how photographs are prepared: --preprocess torchvision.";
  return new CheckpointError("preprocessing-invalid", `${place}: ${name} is ${shown}; expected ${expected}. ${advice}`, options);
}
