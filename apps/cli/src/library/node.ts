// camlucida in Node and Deno: a model by its name or its file, a picture by its path or its bytes.
import type { Image, ModelToOpen } from "@camlucida/cam";
import { loadCheckpoint, metadataKeys, type SimdOptions } from "@camlucida/tensor";
import { cacheFolder, loadModel, ModelError } from "@camlucida/weights";
import { obtainFile } from "@camlucida/weights/browser";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import process from "node:process";
import { messageOf } from "../errors/errors.ts";
import { decodeImage } from "../image/decode.ts";
import { type Inspected, inspectModel } from "../inspect/inspected.ts";
import { labelledOpening } from "../model/opening.ts";
import { WebWorker } from "../node/web_globals.ts";
import { type ModelParts, openDevice, openedNetwork, type OpenedNetwork } from "./opened_network.ts";
import { type ImageSource, inputSizeOf, isPixels, type ModelSource, opaque, type OpenOptions, RequestError, statedBy } from "./request.ts";

export { CamlucidaError, CheckpointError, DeviceError, GraphError } from "@camlucida/tensor";
export { ImageError, LabelError, NetworkError, ViewError } from "@camlucida/cam";
export { ModelError } from "@camlucida/weights";
export { decodeImage } from "../image/decode.ts";
export { encodeImage, encodePng } from "../image/encode.ts";
export type { FileContents, TensorGroup } from "../inspect/contents.ts";
export type { Inspected, InspectedLabels, InspectedNetwork, RefusedModel, SaidBy } from "../inspect/inspected.ts";
export type { LabelsFrom } from "../model/opening.ts";
export type { Peak } from "../report/peak.ts";
export { RequestError } from "./request.ts";
export type { DeviceWish, ImageSource, ModelSource, OpenOptions, Pixels } from "./request.ts";
export type { LookOptions, OpenedNetwork } from "./opened_network.ts";
export type { CanvasLike, DrawOptions, Seen, SeenClass, SeenMap, SeenMapOptions } from "./seen.ts";

/**
 * Opens a network. A model that has a name is obtained once, verified, and kept in the user's cache folder.
 * @throws ModelError, CheckpointError, LabelError, DeviceError; RequestError "preprocess-unknown"; the signal's reason
 * @example
 * ```ts
 * import { open } from "camlucida";
 *
 * using network = await open(modelFile); // or "resnet18": obtained once, verified, kept for next time
 * using seen = await network.look(photoFile); // or its bytes, an address, pixels
 * seen.top.map(({ label }) => label).sort(); // → ["bird", "cat", "dog"]
 * const { width, height } = await seen.map({ class: "dog", method: "grad-cam", layer: "layer3" });
 * [width, height]; // → [14, 14]
 * ```
 */
export async function open(model: ModelSource, options: OpenOptions = {}): Promise<OpenedNetwork<ImageSource>> {
  const { signal, device = "auto", labels } = options;
  signal?.throwIfAborted();
  const preprocessing = statedBy(options.preprocess);
  const parts = await partsOf(model, options);
  try {
    signal?.throwIfAborted();
    const opening = labelledOpening(parts, { input: inputSizeOf(options.input), preprocessing, labels });
    return await openedNetwork({ ...parts, ...opening }, await openDevice(device, cpu()), decode);
  } catch (error) {
    parts.close?.();
    throw error;
  }
}

/**
 * What a model is, before it is opened: its network, layers, size and cost, preprocessing and classes, and what explains it. A file that
 * holds no network that is known is told by what it holds, and why it would be refused. Nothing is computed.
 * @throws ModelError; CheckpointError for what is no model's file; LabelError; RequestError "preprocess-unknown"
 * @example
 * ```ts
 * import { inspect } from "camlucida";
 *
 * const found = await inspect(modelFile); // or "resnet18", an address, bytes
 * found.ok && found.network.architecture; // → "resnet18"
 * found.ok && [found.network.lastLayer, found.network.defaultMethod]; // → ["layer4", "cam"]
 * found.ok && found.labels.first; // → ["cat", "dog", "bird"]
 * ```
 */
export async function inspect(model: ModelSource, options: OpenOptions = {}): Promise<Inspected> {
  const asked = statedBy(options.preprocess);
  const { name, checkpoint, labels, beside, close } = await partsOf(model, options);
  try {
    return inspectModel({ name, checkpoint, given: options.labels, labels, beside, input: inputSizeOf(options.input), asked });
  } finally {
    close?.();
  }
}

/** All cores; Node's threads are of another form than the web's. They keep no process alive. */
const cpu = (): SimdOptions => ({ threads: availableParallelism(), ...(typeof Worker === "undefined" && { startWorker }) });

const startWorker = (): WebWorker => new WebWorker(new URL(import.meta.resolve("@camlucida/tensor/thread")), { keepsAlive: false });

async function partsOf(model: ModelSource, { onProgress: progress = () => undefined, signal, sha256, output }: OpenOptions): Promise<ModelParts & ModelToOpen> {
  if (typeof model === "string" && !isWebAddress(model)) {
    const place = { cacheFolder: () => cacheFolder(process.env, process.platform), log: () => undefined };
    const { name, checkpoint, labels, beside, close } = await loadModel({ model, output }, { ...place, progress }).catch((error: unknown) => Promise.reject(advised(error, model)));
    return { name, checkpoint, labels, beside, close };
  }
  const name = typeof model === "string" || model instanceof URL ? (String(model).split("/").at(-1) as string).replace(/\.[^.]*$/, "") : "checkpoint";
  const tell = (received: number, total: number): void => progress({ task: name, received, total });
  const bytes = isAddress(model) ? await obtainFile(new URL(model), { sha256, tell }, { fetch: getter(signal), caches: undefined }) : await bytesOf(model, signal);
  const checkpoint = await loadCheckpoint(bytes, output === undefined ? {} : { output });
  return { name, checkpoint, labels: checkpoint.metadata[metadataKeys.labels]?.split("\n"), beside: [] };
}

/** A model that its server does not give, with the ways around it that a program has: those of the command are options. */
function advised(error: unknown, model: string): unknown {
  if (!(error instanceof ModelError && error.cause instanceof ModelError)) return error;
  return new ModelError(error.code, `${model}: ${error.cause.message} Fetch the file elsewhere and open its path, its address or its bytes.`, { cause: error.cause });
}

const isWebAddress = (text: string): boolean => /^(https?|data|blob):/.test(text);
const isAddress = (source: unknown): source is string | URL => (typeof source === "string" || source instanceof URL) && isWebAddress(String(source));

const getter = (signal: AbortSignal | undefined): typeof fetch => (input, init) => fetch(input, { ...init, ...(signal && { signal }) });

/**
 * The pixels that `look` would look at, upright: to decode a picture once for several networks.
 * @throws ImageError; RequestError "image-source"; the signal's reason
 * @example
 * ```ts
 * import { decode } from "camlucida";
 *
 * const { width, height } = await decode(photoFile);
 * [width, height]; // → [451, 300]
 * ```
 */
export async function decode(source: ImageSource, signal?: AbortSignal): Promise<Image> {
  return isPixels(source) ? opaque(source) : decodeImage(await bytesOf(source, signal));
}

/** Of a file, an address or memory. @throws RequestError "image-source" */
async function bytesOf(source: unknown, signal: AbortSignal | undefined): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  if (isAddress(source)) {
    const answer = await getter(signal)(source);
    if (!answer.ok) throw new RequestError("image-source", `${String(source)} was answered with ${answer.status}.`);
    return new Uint8Array(await answer.arrayBuffer());
  }
  if (typeof source === "string" || source instanceof URL) {
    return readFile(source, { signal }).catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw new RequestError("image-source", `${String(source)} cannot be read: ${messageOf(cause)}.`, { cause });
    });
  }
  throw new RequestError("image-source", `Expected a path, an address, bytes or pixels; got ${source === null ? "null" : typeof source}.`);
}
