// From a photograph to the input of a network: resized as Pillow does, framed as torchvision does, normalised.
//
// Shapes    photograph [H, W, 4] RGBA u8 → network input [height, width, C] float32, channels in the model's order.
// Source    torchvision 0.14: Resize, CenterCrop, ToTensor, Normalize on PIL images. Bit exact. Alpha is ignored. For a centre that is not
//           square: timm's ResizeKeepRatio.
import { requireImage, roundHalfEven, type Image, type Region } from "./image.ts";
import { luminance } from "./luminance.ts";
import { normalise } from "./normalisation.ts";
import type { InputSize, Preprocessing } from "./preprocessing.ts";
import { resizePillow } from "./resample/pillow.ts";

/** "squash": the whole photograph, its aspect ratio given up. "crop": shrunk as published with the weights, usually the shorter side to 256, then the centre of the input's size. */
export type Framing = "squash" | "crop";

/** A photograph as the network sees it, and the part of it that is seen. */
export interface NetworkInput {
  readonly input: Float32Array; // [height, width, C] normalised, channels in the order of the normalisation
  readonly region: Region; // the part of the photograph that the input, and so every map of it, covers
}

/**
 * Makes the input of a network from a photograph: resize, frame, normalise. Bit exact with torchvision on PIL images.
 * @param image [H, W, 4] RGBA u8; alpha is ignored
 * @param preprocessing the network's own: `network.preprocessing`
 * @param framing "squash": the whole photograph; "crop": its centre, as torchvision's evaluation transforms
 * @returns the input [height, width, C] float32, and the part of the photograph that it covers, in pixels
 * @throws ImageError "image-shape" or "image-side" if the photograph's data do not have its shape
 * @example
 * ```ts
 * import { imagenetPreprocessing, preprocess } from "@camlucida/cam";
 *
 * const { input, region } = preprocess({ width: 640, height: 480, data: new Uint8Array(640 * 480 * 4) }, imagenetPreprocessing, "squash");
 * input.length; // → 150528
 * region; // → { x: 0, y: 0, width: 640, height: 480 }
 * ```
 */
export function preprocess(image: Image, preprocessing: Preprocessing, framing: Framing): NetworkInput {
  requireImage(image);
  const { interpolation, normalisation } = preprocessing;
  const { width, height, window } = frameOf(framing, image, preprocessing);
  const grey = normalisation.order === "L";
  const pixels = resizePillow(grey ? luminance(image.data) : image.data, image.width, image.height, grey ? 1 : 4, width, height, { interpolation, window });
  return { input: normalise(pixels, normalisation), region: regionOf({ width, height, window }, image) };
}

/** The size a photograph is resized to, and the window of that which is kept, as large as the network's input. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly window: Region; // whole pixels of the resized photograph
}

/**
 * How large a photograph is resized, and what of it is kept.
 * @example
 * ```ts
 * import { frameOf, imagenetPreprocessing } from "@camlucida/cam";
 *
 * frameOf("crop", { width: 512, height: 512 }, imagenetPreprocessing); // → { width: 256, height: 256, window: { x: 16, y: 16, width: 224, height: 224 } }
 * ```
 */
export function frameOf(framing: Framing, image: InputSize, { size, resize }: Pick<Preprocessing, "size" | "resize">): Frame {
  if (framing === "squash") return { ...size, window: { x: 0, y: 0, ...size } }; // Resize((height, width))
  const { width, height } = resize.width === resize.height ? shorterSideTo(resize.width, image) : coveringOf(resize, image);
  const corner = (side: number, kept: number): number => roundHalfEven((side - kept) / 2);
  return { width, height, window: { x: corner(width, size.width), y: corner(height, size.height), ...size } };
}

/** torchvision's Resize(side): the longer side is truncated. */
function shorterSideTo(side: number, { width, height }: InputSize): InputSize {
  const longer = Math.trunc((side * Math.max(width, height)) / Math.min(width, height));
  return width <= height ? { width: side, height: longer } : { width: longer, height: side };
}

/** timm's ResizeKeepRatio: as small as covers both sides. */
function coveringOf(resize: InputSize, { width, height }: InputSize): InputSize {
  const ratio = Math.min(height / resize.height, width / resize.width);
  return { width: Math.max(resize.width, roundHalfEven(width / ratio)), height: Math.max(resize.height, roundHalfEven(height / ratio)) };
}

/** The frame's window in the photograph's own pixels. */
export function regionOf({ width, height, window }: Frame, image: InputSize): Region {
  const [across, down] = [image.width / width, image.height / height];
  return { x: window.x * across, y: window.y * down, width: window.width * across, height: window.height * down };
}

/**
 * The part of a `width` × `height` photograph that the network sees.
 * @example
 * ```ts
 * import { imagenetPreprocessing, regionSeen } from "@camlucida/cam";
 *
 * regionSeen("crop", { width: 512, height: 512 }, imagenetPreprocessing); // → { x: 32, y: 32, width: 448, height: 448 }
 * ```
 */
export const regionSeen = (framing: Framing, image: InputSize, preprocessing: Pick<Preprocessing, "size" | "resize">): Region =>
  regionOf(frameOf(framing, image, preprocessing), image);
