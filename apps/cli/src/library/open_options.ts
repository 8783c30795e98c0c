// What a network is opened from, and what it looks at: the same types wherever it runs, so that one program can run everywhere.
import type { DeviceWish } from "./device.ts";
import type { Pixels } from "./pixels.ts";

/**
 * A name, an address of a file, a checkpoint's bytes; in Node and Deno also a path. A name is one of the manifest there ("resnet18"), and
 * in a browser one that models/index.json beside the page lists.
 */
export type ModelSource = string | URL | Uint8Array<ArrayBuffer> | ArrayBuffer | Blob;

/** An address of a picture, its bytes, or pixels; in browsers also an element that shows one, in Node and Deno a path. */
export type ImageSource =
  | string | URL | Uint8Array<ArrayBuffer> | ArrayBuffer | Blob | Pixels
  | HTMLImageElement | HTMLVideoElement | HTMLCanvasElement | OffscreenCanvas | ImageBitmap | VideoFrame;

export interface OpenOptions {
  /** Bytes that have arrived, where a model has to be obtained; `total` is 0 where the server does not say. */
  readonly onProgress?: (progress: { readonly task: string; readonly received: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
  /** "auto", unless said: a GPU that works, else the CPU. */
  readonly device?: DeviceWish;
  /** Class names, where the checkpoint has none. [classes] */
  readonly labels?: readonly string[];
  /** Of a file at an address, 64 hex digits: then it is verified, and kept in a browser for next time. */
  readonly sha256?: string;
  /** In browsers: where models that have names lie; "models/" beside the page, unless said. */
  readonly models?: string | URL;
}
