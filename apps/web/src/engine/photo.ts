// A photograph's file → its pixels, upright, by the browser's own decoder.
import { ImageError, type Image } from "@camlucida/cam";
import { refuseDamagedJpeg, tooManyPixels } from "./jpeg.ts";
import { storedColours } from "./png.ts";

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
    throw new ImageError("image-unreadable", `photo: ${kind} of ${photo.size} bytes cannot be decoded. Choose a JPEG, PNG, WebP or AVIF picture.`, { cause });
  });
  try {
    const { width, height } = bitmap;
    if (width * height > mostPixels) throw tooManyPixels(width, height, mostPixels);
    return withoutAlpha(pixelsOf(bitmap, width, height), photo);
  } finally {
    bitmap.close();
  }
}

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
