// From a photograph to the input of a network: resized as Pillow does, framed as torchvision does, normalised.
//
// Shapes    photograph [H, W, 4] RGBA u8 → network input [224, 224, 3] float32, channels in the model's order.
//           input[c] = (level[c] / scale − mean[c]) / std[c],   each operation rounded to float32
// Source    torchvision 0.14: Resize, CenterCrop, ToTensor, Normalize on PIL images. Bit exact. Alpha is ignored.
//           Keras' resnet50.preprocess_input ("caffe" mode) with scale 1, std 1.
import { CheckpointError, metadataKeys } from "@camlucida/tensor";
import { requireImage, roundHalfEven, type Image, type Region } from "./image.ts";
import { resizePillow } from "./resample/pillow.ts";

/** Side of the network's square input, in pixels. */
export const inputSide = 224;

/** The shorter side of a photograph before its centre is cut out. */
const cropFrom = 256;

/** "squash": the whole photograph, its aspect ratio given up. "crop": shorter side to 256, then the centre 224 × 224. */
export type Framing = "squash" | "crop";

/** A photograph as the network sees it, and the part of it that is seen. */
export interface NetworkInput {
  readonly input: Float32Array; // [224, 224, 3] normalised, channels in the order of the normalisation
  readonly region: Region; // the part of the photograph that the input, and so every map of it, covers
}

/**
 * Makes the input of a network from a photograph: resize, frame, normalise. Bit exact with torchvision on PIL images.
 * @param image [H, W, 4] RGBA u8; alpha is ignored
 * @param normalisation the model's own: `normalisationFrom(checkpoint.metadata)`
 * @param framing "squash": the whole photograph; "crop": its centre, as torchvision's evaluation transforms
 * @returns the input [224, 224, 3] float32, and the part of the photograph that it covers, in pixels
 * @throws ImageError "image-shape" or "image-side" if the photograph's data do not have its shape
 * @example
 * ```ts
 * import { imagenetNormalisation, preprocess } from "@camlucida/cam";
 *
 * const { input, region } = preprocess({ width: 640, height: 480, data: new Uint8Array(640 * 480 * 4) }, imagenetNormalisation, "squash");
 * input.length; // → 150528
 * region; // → { x: 0, y: 0, width: 640, height: 480 }
 * ```
 */
export function preprocess(image: Image, normalisation: Normalisation, framing: Framing): NetworkInput {
  requireImage(image);
  const frame = frames[framing](image.width, image.height);
  const pixels = resizePillow(image.data, image.width, image.height, 4, frame.width, frame.height, frame.window); // [224, 224, 3]
  return { input: normalise(pixels, normalisation), region: regionOf(frame, image) };
}

/** The size a photograph is resized to, and the 224 × 224 window of that which is kept. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly window: Region; // whole pixels of the resized photograph
}

/** Resize((224, 224)). */
function squashFrame(): Frame {
  return { width: inputSide, height: inputSide, window: { x: 0, y: 0, width: inputSide, height: inputSide } };
}

/** Resize(256), CenterCrop(224): the longer side is truncated, the corner rounded half to even, as torchvision does. */
export function cropFrame(imageWidth: number, imageHeight: number): Frame {
  const longer = Math.trunc((cropFrom * Math.max(imageWidth, imageHeight)) / Math.min(imageWidth, imageHeight));
  const [width, height] = imageWidth <= imageHeight ? [cropFrom, longer] : [longer, cropFrom];
  const corner = (side: number): number => roundHalfEven((side - inputSide) / 2);
  return { width, height, window: { x: corner(width), y: corner(height), width: inputSide, height: inputSide } };
}

export const frames: Readonly<Record<Framing, (width: number, height: number) => Frame>> = { squash: squashFrame, crop: cropFrame };

/** The frame's window in the photograph's own pixels. */
export function regionOf({ width, height, window }: Frame, image: Pick<Image, "width" | "height">): Region {
  const [across, down] = [image.width / width, image.height / height];
  return { x: window.x * across, y: window.y * down, width: window.width * across, height: window.height * down };
}

/**
 * The part of a `width` × `height` photograph that the network sees.
 * @example
 * ```ts
 * import { regionSeen } from "@camlucida/cam";
 *
 * regionSeen("crop", 512, 512); // → { x: 32, y: 32, width: 448, height: 448 }
 * ```
 */
export const regionSeen = (framing: Framing, width: number, height: number): Region => regionOf(frames[framing](width, height), { width, height });

/** Levels to network input through the 3 × 256 table. [H, W, 3] RGB, 0…255 → [H, W, 3] in the model's channel order */
export function normalise(pixels: Uint8Array, normalisation: Normalisation): Float32Array {
  const table = normalisationTable(normalisation); // [3, 256]
  const [first, third] = normalisation.order === "RGB" ? [0, 2] : [2, 0];
  const input = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i += 3) {
    input[i] = table[pixels[i + first]!]!;
    input[i + 1] = table[256 + pixels[i + 1]!]!;
    input[i + 2] = table[512 + pixels[i + third]!]!;
  }
  return input;
}

/** Of red, green and blue. */
export type PerChannel = readonly [number, number, number];

/** `mean[i]` and `std[i]` belong to the network's i-th input channel: under "BGR", `mean[0]` is blue's. */
export interface Normalisation {
  readonly order: "RGB" | "BGR"; // of the network's input channels
  readonly scale: 255 | 1; // what levels 0…255 are divided by first
  readonly mean: PerChannel; // in units of level / scale
  readonly std: PerChannel; // in units of level / scale
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
 * import { imagenetNormalisation, normalisationFrom } from "@camlucida/cam";
 *
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

function triple(name: string, value: unknown, accepts: (value: number) => boolean, expected: string): PerChannel {
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
