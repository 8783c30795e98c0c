// What turns pixel levels 0…255 into the numbers a network was trained on, and where a checkpoint says so.
//
//   input[c] = (level[c] / scale − mean[c]) / std[c],   each operation rounded to float32
//
// Source    torchvision's ToTensor and Normalize; Keras' resnet50.preprocess_input ("caffe" mode) with scale 1, std 1.
import { CheckpointError, metadataKeys } from "@camlucida/tensor";

type Triple = readonly [number, number, number];

/** `mean[i]` and `std[i]` belong to the network's i-th input channel: under "BGR", `mean[0]` is blue's. */
export interface Normalisation {
  readonly order: "RGB" | "BGR"; // of the network's input channels
  readonly scale: 255 | 1; // what levels 0…255 are divided by first
  readonly mean: Triple; // in units of level / scale
  readonly std: Triple; // in units of level / scale
}

/** What torchvision's ImageNet models were trained with. */
export const imagenetNormalisation: Normalisation = {
  order: "RGB",
  scale: 255,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/** Longer than any honest entry: text from a stranger's file is measured before it is parsed. */
const longestText = 4096; // UTF-16 code units

/**
 * The normalisation that a checkpoint's metadata names (`metadataKeys.preprocessing`), ImageNet's where it names none.
 *
 * @throws CheckpointError "preprocessing-invalid" if the entry is not the JSON object described beside the key
 * @example
 * ```ts
 * normalisationFrom({}); // → imagenetNormalisation
 * ```
 */
export function normalisationFrom(metadata: Readonly<Record<string, string>>): Normalisation {
  if (!Object.hasOwn(metadata, metadataKeys.preprocessing)) return imagenetNormalisation;
  const entry = parse(metadata[metadataKeys.preprocessing] ?? "");
  const { order, scale } = entry;
  if (order !== "RGB" && order !== "BGR") throw invalid("order", order, '"RGB" or "BGR"');
  if (scale !== 255 && scale !== 1) throw invalid("scale", scale, "255 or 1");
  const mean = triple("mean", entry["mean"], (value) => Math.abs(value) <= 255, "three numbers within ±255");
  // A smaller divisor than 1e-6 would only magnify rounding noise, and below 1e-38 the input would overflow.
  const std = triple("std", entry["std"], (value) => value >= 1e-6 && value <= 1e6, "three numbers from 1e-6 to 1e6");
  return { order, scale, mean, std };
}

function parse(text: string): Record<string, unknown> {
  if (text.length > longestText) throw invalid("text", `${text.length} characters`, `at most ${longestText}`);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return { ...value };
  } catch (cause) {
    throw invalid("text", text, "JSON", { cause });
  }
  throw invalid("text", text, "a JSON object");
}

function triple(name: string, value: unknown, accepts: (value: number) => boolean, expected: string): Triple {
  if (!Array.isArray(value) || value.length !== 3) throw invalid(name, value, expected);
  const [first, second, third]: readonly unknown[] = value;
  const accepted = (element: unknown): element is number => typeof element === "number" && accepts(element);
  if (accepted(first) && accepted(second) && accepted(third)) return [first, second, third];
  throw invalid(name, value, expected);
}

function invalid(name: string, value: unknown, expected: string, options?: ErrorOptions): CheckpointError {
  const shown = (typeof value === "string" ? value : JSON.stringify(value) ?? "absent").slice(0, 80);
  const message = `weights: ${metadataKeys.preprocessing}: ${name} is ${shown}; expected ${expected}. Convert the weights again.`;
  return new CheckpointError("preprocessing-invalid", message, options);
}

/** (level / scale − mean) / std for every level of every channel. [3, 256], rows in the network's channel order */
export function normalisationTable({ scale, mean, std }: Normalisation): Float32Array {
  const { fround } = Math;
  const table = new Float32Array(3 * 256);
  for (let i = 0; i < table.length; i++) {
    const channel = i >> 8;
    const centred = fround(fround((i & 255) / scale) - fround(mean[channel]!));
    table[i] = centred / fround(std[channel]!); // the quotient of two float32, rounded once by the array
  }
  return table;
}
