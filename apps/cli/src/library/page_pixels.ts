// What a page calls a picture → its pixels, by the browser's own decoder.
import { ImageError, type Image } from "@camlucida/cam";
import { RequestError } from "./errors.ts";
import type { ImageSource } from "./open_options.ts";
import { isPixels, opaque, type Pixels } from "./pixels.ts";

/**
 * The pixels that `look` would look at, upright: to show a picture before a network has seen it, and to decode it once for several.
 * @throws ImageError "image-unreadable"; RequestError "image-source"; the signal's reason
 */
export async function pagePixels(source: ImageSource, signal?: AbortSignal): Promise<Image> {
  if (isPixels(source)) return opaque(source);
  if (isDrawable(source)) return drawn(source);
  const blob = await blobOf(source, signal);
  const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image", colorSpaceConversion: "none", premultiplyAlpha: "none" }).catch((cause: unknown) => {
    throw new ImageError("image-unreadable", `A picture of ${blob.size} bytes${blob.type && ` (${blob.type})`} cannot be decoded. Give a JPEG, PNG, WebP or AVIF.`, { cause });
  });
  try {
    return drawn(bitmap);
  } finally {
    bitmap.close();
  }
}

type Drawable = Exclude<ImageSource, Blob | Uint8Array | ArrayBuffer | string | URL | Pixels>;

const kinds = ["HTMLImageElement", "HTMLVideoElement", "HTMLCanvasElement", "OffscreenCanvas", "ImageBitmap", "VideoFrame"] as const;

/** In a worker there are no elements. */
const isDrawable = (source: unknown): source is Drawable =>
  kinds.some((name) => {
    const kind: unknown = (globalThis as unknown as Record<string, unknown>)[name];
    return typeof kind === "function" && source instanceof kind;
  });

function drawn(source: Drawable): Image {
  const [width, height] = sizeOf(source);
  if (!(width > 0 && height > 0)) throw new RequestError("image-source", `The picture has ${width}×${height} pixels. Wait until it has loaded: await image.decode()`);
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new ImageError("image-too-large", `There is no room for ${width}×${height} pixels. Scale the picture down first.`);
  context.drawImage(source, 0, 0, width, height);
  try {
    return opaque(context.getImageData(0, 0, width, height));
  } catch (cause) {
    throw new RequestError("image-source", 'The browser hides the pixels of another site\'s picture. Load it with crossOrigin="anonymous", from a server that allows it.', { cause });
  }
}

/** In pixels of its own, not of the page. */
function sizeOf(source: Drawable): readonly [width: number, height: number] {
  if ("naturalWidth" in source) return [source.naturalWidth, source.naturalHeight];
  if ("videoWidth" in source) return [source.videoWidth, source.videoHeight];
  if ("displayWidth" in source) return [source.displayWidth, source.displayHeight];
  return [source.width, source.height];
}

async function blobOf(source: Exclude<ImageSource, Drawable | Pixels>, signal: AbortSignal | undefined): Promise<Blob> {
  if (source instanceof Blob) return source;
  if (source instanceof ArrayBuffer || source instanceof Uint8Array) return new Blob([source]);
  if (typeof source !== "string" && !(source instanceof URL)) throw new RequestError("image-source", "Expected a picture: an element, a file, bytes, an address or pixels.");
  const response = await fetch(source, signal ? { signal } : {}).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new RequestError("image-source", `${String(source)} cannot be reached.`, { cause });
  });
  if (!response.ok) throw new RequestError("image-source", `${String(source)} was answered with ${response.status}.`);
  return response.blob();
}
