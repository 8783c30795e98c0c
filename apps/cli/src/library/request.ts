// What callers give: a model, a picture, options; and the error where it cannot be had. The same types wherever a network runs, so that one
// program can run everywhere.
import { namedPreprocessing, statedInFile, type Image, type InputSize, type StatedPreprocessing } from "@camlucida/cam";
import { CamlucidaError, type DeviceChoice } from "@camlucida/tensor";

/**
 * A name, an address of a file, a checkpoint's bytes; in Node and Deno also a path. A name is one of the manifest there ("resnet18"), and
 * in a browser one that models/index.json beside the page lists.
 */
export type ModelSource = string | URL | Uint8Array<ArrayBuffer> | ArrayBuffer | Blob;

/** An address of a picture, its bytes, or pixels; in browsers also an element that shows one, in Node and Deno a path. */
export type ImageSource =
  | string | URL | Uint8Array<ArrayBuffer> | ArrayBuffer | Blob | Pixels
  | HTMLImageElement | HTMLVideoElement | HTMLCanvasElement | OffscreenCanvas | ImageBitmap | VideoFrame;

/** "auto" takes a GPU that works, else the CPU; a GPU in software imitates one on the same processor, several times slower. */
export type DeviceWish = DeviceChoice;

/** How a network is opened. */
export interface OpenOptions {
  /** Bytes that have arrived, where a model has to be obtained; `total` is 0 where the server does not say. */
  readonly onProgress?: (progress: { readonly task: string; readonly received: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
  /** "auto", unless said: a GPU that works, else the CPU. */
  readonly device?: DeviceWish;
  /** Class names, where the checkpoint has none. [classes] */
  readonly labels?: readonly string[];
  /** Of an ONNX file with several outputs, the one that holds a number for each class. */
  readonly output?: string;
  /** What the network looks at, in pixels: a side, or height and width, also as "480x320"; what its file fixes or says, else 224, unless said. */
  readonly input?: number | string | readonly [height: number, width: number];
  /**
   * How pictures become what the network was trained on: "torchvision", "keras-tf", "caffe", "clip", "none", or the content of a JSON file as
   * transformers, timm or camlucida write it. What its file or one beside it says, else ImageNet's, unless said.
   */
  readonly preprocess?: string | Readonly<Record<string, unknown>>;
  /** Of a file at an address, 64 hex digits: then it is verified, and kept in a browser for next time. */
  readonly sha256?: string;
  /** In browsers: where models that have names lie; "models/" beside the page, unless said. */
  readonly models?: string | URL;
}

/** An `ImageData`, or anything of its form. [H, W, 4] RGBA, 0…255 */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

export const isPixels = (source: unknown): source is Pixels =>
  typeof source === "object" && source !== null && "width" in source && "height" in source && "data" in source && ArrayBuffer.isView(source.data);

/** As callers give it. @throws RequestError "input-size" for a text that is none */
export function inputSizeOf(input: OpenOptions["input"]): InputSize | undefined {
  if (input === undefined) return undefined;
  if (typeof input !== "string") return typeof input === "number" ? { height: input, width: input } : { height: input[0], width: input[1] };
  const [, height, width = height] = /^(\d{1,4})(?:[x×](\d{1,4}))?$/i.exec(input.trim()) ?? [];
  if (height !== undefined) return { height: Number(height), width: Number(width) };
  throw new RequestError("input-size", `${JSON.stringify(input)} is no size of an input; expected a side in pixels, such as "320", or height times width, such as "480x320".`);
}

/** As callers give it. @throws RequestError "preprocess-unknown"; CheckpointError "preprocessing-invalid", "preprocessing-unsupported" */
export function statedBy(preprocess: OpenOptions["preprocess"]): StatedPreprocessing | undefined {
  if (typeof preprocess === "object") return statedInFile(JSON.stringify(preprocess), "preprocess");
  if (preprocess === undefined || Object.hasOwn(namedPreprocessing, preprocess)) return preprocess === undefined ? undefined : namedPreprocessing[preprocess];
  throw new RequestError("preprocess-unknown", `There is no preprocessing ${JSON.stringify(preprocess)}; expected ${Object.keys(namedPreprocessing).join(", ")}, or an object.`);
}

/** The colours alone, whatever is transparent: as the command line reads pictures. */
export function opaque({ width, height, data }: Pixels): Image {
  const copy = new Uint8Array(data);
  for (let at = 3; at < copy.length; at += 4) copy[at] = 255;
  return { width, height, data: copy };
}

/**
 * What was asked for cannot be had: the caller's mistake. Codes:
 *
 * | code | meaning |
 * |---|---|
 * | `model-unknown` | no model of that name, or nothing that could be one |
 * | `preprocess-unknown` | no preprocessing of that name |
 * | `input-size` | no size of an input |
 * | `image-source` | not a picture, or one that has not loaded yet |
 * | `class-unknown` | no class of that index or label |
 * | `method-unknown` | no method of that name |
 * | `view-unknown` | no view of that name |
 * | `canvas` | a canvas that is drawn on by other means |
 * @example
 * ```ts
 * import { open, RequestError } from "camlucida";
 *
 * using network = await open(modelFile);
 * using seen = await network.look(photoFile);
 * try {
 *   await seen.map({ class: "zebra" });
 * } catch (error) {
 *   if (error instanceof RequestError) error.code; // → "class-unknown"
 * }
 * ```
 */
export class RequestError extends CamlucidaError {}
