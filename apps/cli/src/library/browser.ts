// camlucida in browsers: a model by its name beside the page, by its address or as a file; a picture as pages have them.
import { checkLabels } from "@camlucida/cam";
import { architectureOf, metadataKeys, readCheckpoint } from "@camlucida/tensor";
import { loadCatalogue, obtainFile, obtainModel, type Means } from "@camlucida/weights/browser";
import { openDevice } from "./device.ts";
import { RequestError } from "./errors.ts";
import type { ImageSource, ModelSource, OpenOptions } from "./open_options.ts";
import { openedNetwork, type OpenedNetwork } from "./opened_network.ts";
import { pagePixels } from "./page_pixels.ts";

export { CamlucidaError, CheckpointError, DeviceError, GraphError } from "@camlucida/tensor";
export { ImageError, LabelError, NetworkError, ViewError } from "@camlucida/cam";
export { WebModelError as ModelError } from "@camlucida/weights/browser";
export { RequestError } from "./errors.ts";
export { pagePixels as decode } from "./page_pixels.ts";
export type { DeviceWish } from "./device.ts";
export type { LookOptions, OpenedNetwork } from "./opened_network.ts";
export type { CanvasLike, DrawOptions, Seen, SeenClass, SeenMap, SeenMapOptions } from "./seen.ts";
export type { Pixels } from "./pixels.ts";
export type { ImageSource, ModelSource, OpenOptions } from "./open_options.ts";

/**
 * Opens a network, in the thread that calls: in a page that must not stutter without a GPU, that is a worker.
 * @throws ModelError, CheckpointError, LabelError, DeviceError; the signal's reason
 */
export async function open(model: ModelSource, options: OpenOptions = {}): Promise<OpenedNetwork<ImageSource>> {
  const { signal, device = "auto", labels: given } = options;
  signal?.throwIfAborted();
  const { name, bytes } = await bytesOf(model, options).catch((error: unknown) => {
    signal?.throwIfAborted(); // what was given up did not fail
    throw error;
  });
  signal?.throwIfAborted();
  const checkpoint = readCheckpoint(bytes);
  const labels = given ?? checkpoint.metadata[metadataKeys.labels]?.split("\n");
  if (labels) checkLabels(labels, architectureOf(checkpoint).classes);
  return openedNetwork({ name, checkpoint, labels }, await openDevice(device, { threads: navigator.hardwareConcurrency }), pagePixels);
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
