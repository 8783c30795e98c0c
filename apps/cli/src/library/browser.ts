// camlucida in browsers: a model by its name beside the page, by its address or as a file; a picture as pages have them.
import { type Image, ImageError, openingOf } from "@camlucida/cam";
import { loadCheckpoint } from "@camlucida/tensor";
import { loadCatalogue, type Means, obtainFile, obtainModel } from "@camlucida/weights/browser";
import { openDevice, openedNetwork, type OpenedNetwork } from "./opened_network.ts";
import { type ImageSource, inputSizeOf, isPixels, type ModelSource, opaque, type OpenOptions, type Pixels, RequestError, statedBy } from "./request.ts";

export { CamlucidaError, CheckpointError, DeviceError, GraphError } from "@camlucida/tensor";
export { ImageError, LabelError, NetworkError, ViewError } from "@camlucida/cam";
export { WebModelError as ModelError } from "@camlucida/weights/browser";
export type { Peak } from "../report/peak.ts";
export { RequestError } from "./request.ts";
export type { DeviceWish, ImageSource, ModelSource, OpenOptions, Pixels } from "./request.ts";
export type { LookOptions, OpenedNetwork } from "./opened_network.ts";
export type { CanvasLike, DrawOptions, Seen, SeenClass, SeenMap, SeenMapOptions } from "./seen.ts";

/**
 * Opens a network, in the thread that calls: in a page that must not stutter without a GPU, that is a worker.
 * @throws ModelError, CheckpointError, LabelError, DeviceError; RequestError "preprocess-unknown"; the signal's reason
 * @example
 * ```ts
 * import { open } from "camlucida";
 *
 * using network = await open(chosenFile); // or the name of a model that lies beside the page, or an address
 * using seen = await network.look(picture);
 * seen.top.map(({ label }) => label).sort(); // → ["bird", "cat", "dog"]
 * await seen.draw(canvas, { class: "dog", view: "positive" });
 * [canvas.width, canvas.height]; // → [320, 240]
 * ```
 */
export async function open(model: ModelSource, options: OpenOptions = {}): Promise<OpenedNetwork<ImageSource>> {
  const { signal, device = "auto", labels: given, output } = options;
  signal?.throwIfAborted();
  const preprocessing = statedBy(options.preprocess);
  const { name, bytes } = await bytesOf(model, options).catch((error: unknown) => {
    signal?.throwIfAborted(); // what was given up did not fail
    throw error;
  });
  signal?.throwIfAborted();
  const checkpoint = await loadCheckpoint(bytes, output === undefined ? {} : { output });
  const opening = openingOf({ checkpoint }, { input: inputSizeOf(options.input), preprocessing, labels: given });
  return openedNetwork({ name, ...opening }, await openDevice(device, { threads: navigator.hardwareConcurrency }), decode);
}

interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

async function bytesOf(model: ModelSource, options: OpenOptions): Promise<NamedBytes> {
  if (model instanceof Uint8Array) return { name: "checkpoint", bytes: model };
  if (model instanceof ArrayBuffer) return { name: "checkpoint", bytes: new Uint8Array(model) };
  if (model instanceof Blob) return { name: model instanceof File ? withoutEnding(model.name) : "checkpoint", bytes: new Uint8Array(await model.arrayBuffer()) };
  if (typeof model === "string" && /^[\w-]+$/.test(model)) return offered(model, options);
  const url = new URL(model, baseAddress());
  const task = withoutEnding(url.pathname.split("/").at(-1) as string);
  const tell = (received: number, total: number): void => options.onProgress?.({ task, received, total });
  return { name: task, bytes: await obtainFile(url, { sha256: options.sha256, tell }, meansOf(options)) };
}

/** @throws RequestError "model-unknown" */
async function offered(name: string, options: OpenOptions): Promise<NamedBytes> {
  const base = new URL(options.models ?? "models/", baseAddress());
  const means = meansOf(options);
  const { models } = await loadCatalogue(base, means.fetch);
  const variant = models.find((one) => one.name === name)?.variants[0];
  if (!variant) throw new RequestError("model-unknown", `${base.href} offers no model "${name}"; it offers ${models.map((one) => one.name).join(", ")}.`);
  const bytes = await obtainModel(variant, base, (progress) => {
    if (progress.phase === "downloading") options.onProgress?.({ task: name, received: progress.loaded, total: progress.total });
  }, means);
  return { name, bytes };
}

const meansOf = ({ signal }: OpenOptions): Means => ({
  fetch: (input, init) => fetch(input, { ...init, ...(signal && { signal }) }),
  caches: "caches" in globalThis ? globalThis.caches : undefined, // pages that do not come over https have none
});

/** Of the page, or of the worker's module. */
const baseAddress = (): string => (typeof document === "undefined" ? location.href : document.baseURI);
const withoutEnding = (name: string): string => name.replace(/\.[^.]*$/, "");

/**
 * The pixels that `look` would look at, upright: to show a picture before a network has seen it, and to decode it once for several.
 * @throws ImageError "image-unreadable"; RequestError "image-source"; the signal's reason
 * @example
 * ```ts
 * import { decode } from "camlucida";
 *
 * const { width, height } = await decode(picture);
 * [width, height]; // → [320, 240]
 * ```
 */
export async function decode(source: ImageSource, signal?: AbortSignal): Promise<Image> {
  if (isPixels(source)) return opaque(source);
  if (isDrawable(source)) return drawn(source);
  const blob = await blobOf(source, signal);
  const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image", colorSpaceConversion: "none", premultiplyAlpha: "none" }).catch((cause: unknown) => {
    throw new ImageError("image-unreadable", `A picture of ${blob.size} bytes${blob.type && ` (${blob.type})`} cannot be decoded by this browser. Give a JPEG, PNG, WebP, AVIF, GIF or BMP; HEIC and TIFF are read by Safari alone.`, { cause });
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
    throw new RequestError("image-source", `${String(source)} cannot be reached, or its server lets no page of another site read it (CORS).`, { cause });
  });
  if (!response.ok) throw new RequestError("image-source", `${String(source)} was answered with ${response.status}.`);
  return response.blob();
}
