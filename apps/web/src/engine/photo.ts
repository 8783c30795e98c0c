// A photograph's file → its pixels, upright, by the browser's own decoder, and without a part that is taken away.
import { checkJpeg, type Image, ImageError, type Normalisation, readJpegHeader } from "@camlucida/cam";
import type { DecodedPng } from "fast-png";
import type { Erasure } from "./protocol.ts";

/** Where Pillow calls a picture a bomb: 2^30 / 4 / 3 pixels. */
const mostPixels = 89_478_485;

/** What a screen shows: a larger photograph's preview has this many pixels. */
const previewPixels = 1 << 20;

/**
 * @returns [H, W, 4] RGBA 0…255 as stored, no colour profile applied, alpha 255
 * @throws ImageError "image-unreadable", "image-too-large"; "image-truncated", "image-corrupt", "image-unsupported" (JPEG)
 */
export async function decode(photo: Blob): Promise<Image> {
  await refuseDamagedJpeg(photo, mostPixels);
  const bitmap = await createImageBitmap(photo, { imageOrientation: "from-image", colorSpaceConversion: "none", premultiplyAlpha: "none" }).catch((cause: unknown) => {
    const kind = photo.type || "a file of no known kind";
    throw new ImageError("image-unreadable", `photo: ${kind} of ${photo.size} bytes cannot be decoded by this browser. ${adviceFor(photo)}`, { cause });
  });
  try {
    const { width, height } = bitmap;
    if (width * height > mostPixels) throw tooManyPixels(width, height, mostPixels);
    return withoutAlpha(pixelsOf(bitmap, width, height), photo);
  } finally {
    bitmap.close();
  }
}

/** Safari reads HEIC and TIFF, other browsers neither. */
const adviceFor = ({ type }: Blob): string => (/hei[cf]|tiff/.test(type) ? "Convert it to JPEG or PNG: few browsers read its format." : "Choose a JPEG, PNG, WebP, AVIF, GIF or BMP picture.");

/** What the network sees, as OpenCV and the command line read it: the colours alone, whatever is transparent. */
async function withoutAlpha(image: Image, photo: Blob): Promise<Image> {
  const alphaAt = (at: number): number => image.data[at | 3] as number; // of the pixel that this level belongs to
  if (image.data.every((_, at) => alphaAt(at) === 255)) return image;
  const stored = await storedColours(photo);
  // Where the decoders disagree on what can be seen, the picture is turned, or moves: then it stays as the browser sees it.
  const agrees = stored?.length === image.data.length && stored.every((level, at) => alphaAt(at) < 255 || level === image.data[at]);
  return { ...image, data: agrees ? stored : image.data.map((level, at) => (at % 4 === 3 ? 255 : level)) };
}

/** The photograph itself, or scaled down to what a screen shows. */
export async function previewOf(image: Image): Promise<Image> {
  const scale = Math.sqrt(previewPixels / (image.width * image.height));
  if (scale >= 1) return image;
  const [resizeWidth, resizeHeight] = [image.width, image.height].map((side) => Math.max(1, Math.round(side * scale))) as [number, number];
  const whole = new ImageData(new Uint8ClampedArray(image.data), image.width, image.height);
  const bitmap = await createImageBitmap(whole, { resizeWidth, resizeHeight, resizeQuality: "high" });
  try {
    return pixelsOf(bitmap, resizeWidth, resizeHeight);
  } finally {
    bitmap.close();
  }
}

function pixelsOf(source: ImageBitmap, width: number, height: number): Image {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new ImageError("image-too-large", `photo: there is no room for ${width}×${height} pixels. Scale it down first.`);
  context.drawImage(source, 0, 0);
  return { width, height, data: new Uint8Array(context.getImageData(0, 0, width, height).data.buffer) };
}

/** [H, W, 4], opaque → a PNG of the same bytes. */
export async function pngOf({ width, height, data }: Image): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}

/**
 * Whether a JPEG is whole; looks at nothing else. Browsers do not agree on it: Firefox and WebKit show whatever they
 * find of a truncated file over grey, and none refuses one that is damaged within. The network would take the grey for
 * part of the photograph.
 *
 * @param mostPixels more are not looked at
 * @throws ImageError "image-truncated", "image-corrupt", "image-unsupported", "image-too-large"
 */
export async function refuseDamagedJpeg(photo: Blob, mostPixels: number): Promise<void> {
  const start = new Uint8Array(await photo.slice(0, 3).arrayBuffer());
  if (start[0] !== 0xff || start[1] !== 0xd8 || start[2] !== 0xff) return;
  const bytes = new Uint8Array(await photo.arrayBuffer());
  const { width, height } = readJpegHeader(bytes);
  if (width * height > mostPixels) throw tooManyPixels(width, height, mostPixels);
  checkJpeg(bytes);
}

function tooManyPixels(width: number, height: number, mostPixels: number): ImageError {
  return new ImageError("image-too-large", `photo: ${width}×${height} pixels; at most ${mostPixels} are read. Scale it down first.`);
}

/**
 * A PNG's colours as they are stored, beneath its transparency too: the network sees those, and a canvas multiplies
 * them away.
 * @returns [H, W, 4] RGBA 0…255, alpha 255; undefined for what is no PNG, or a damaged one
 */
export async function storedColours(file: Blob): Promise<Uint8Array | undefined> {
  const { convertIndexedToRgb, decode, hasPngSignature } = await import("fast-png"); // few photographs need it
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!hasPngSignature(bytes)) return undefined;
  try {
    const png = decode(bytes);
    const palette = png.palette ?? (png.depth < 8 ? greys(png) : undefined);
    if (!palette) return opaque(png.depth === 16 ? Uint8Array.from(png.data, (level) => level >> 8) : png.data, png.channels);
    return opaque(convertIndexedToRgb({ ...png, palette }), palette[0]?.length ?? 3);
  } catch {
    return undefined;
  }
}

/** Packed grey levels, as indices into all there are. */
function greys({ depth }: DecodedPng): [number, number, number][] {
  const most = 2 ** depth - 1;
  return Array.from({ length: most + 1 }, (_, index) => {
    const level = Math.round((255 * index) / most);
    return [level, level, level];
  });
}

/** @param samples [H, W, channels]: grey, grey and alpha, RGB or RGBA */
function opaque(samples: ArrayLike<number>, channels: number): Uint8Array {
  const data = new Uint8Array((samples.length / channels) * 4).fill(255);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  for (let from = 0, to = 0; from < samples.length; from += channels, to += 4) {
    data[to] = samples[from] as number;
    data[to + 1] = samples[from + green] as number;
    data[to + 2] = samples[from + blue] as number;
  }
  return data;
}

/**
 * With a part taken away: painted over with the colour that tells the network nothing, whose input is nearest to 0 in
 * every channel.
 */
export function erase(image: Image, mask: Erasure, normalisation: Normalisation): Image {
  const colour = meanColour(normalisation); // RGB, 0…255
  const data = image.data.slice();
  for (let y = 0; y < image.height; y++) {
    const row = Math.floor((y * mask.height) / image.height) * mask.width;
    for (let x = 0; x < image.width; x++) {
      if (mask.data[row + Math.floor((x * mask.width) / image.width)]) data.set(colour, (y * image.width + x) * 4);
    }
  }
  return { ...image, data };
}

function meanColour({ order, scale, mean }: Normalisation): number[] {
  const levels = mean.map((value) => Math.min(255, Math.max(0, Math.round(value * scale))));
  if (order === "L") return [0, 1, 2].map(() => levels[0] as number);
  return order === "RGB" ? levels : levels.toReversed();
}
