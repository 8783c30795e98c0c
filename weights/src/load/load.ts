// The model a command asks for: a file of the user's own, a name of the manifest, or the default.
import { type Checkpoint, CheckpointError, loadCheckpoint, metadataKeys } from "@camlucida/tensor";
import { readFileSync, statSync } from "node:fs";
import { dirname, join, parse } from "node:path";
import { cachedPath } from "../cache/cache.ts";
import { openFile, type OpenFile } from "../cache/open_file.ts";
import { isPublished } from "../download/download.ts";
import { codeOf, messageOf, ModelError } from "../errors/errors.ts";
import { entryOf, type Manifest, type ModelEntry } from "../manifest/manifest.ts";
import { shippedLabels, shippedManifest, splitLabels } from "../shipped.ts";
import { isFile, isServerFailure, obtain, type ObtainOptions } from "./obtain.ts";

/** A model that is ready to become a network. Its file stays open, as tensors are read when they are needed: whoever loaded it closes it. */
export interface LoadedModel {
  /** The manifest's name, or the file's name without its ending. */
  readonly name: string;
  readonly path: string;
  /** SHA-256 of the file at `path`, 64 hex digits. Reads all of it, once. */
  digest(): string;
  /** Preprocessing, batch-norm ε and stride placement are in its metadata. */
  readonly checkpoint: Checkpoint;
  /** One name per class, as the file's metadata or the manifest has them; the caller compares their number with the classes. */
  readonly labels: readonly string[] | undefined;
  close(): void;
}

/** The manifest is the shipped one unless a test brings its own. The folder is asked for where something may be obtained: a file needs none. */
export type LoadOptions = Omit<ObtainOptions, "manifest" | "cacheFolder"> & { readonly manifest?: Manifest; readonly cacheFolder: () => string };

/** Which model is wanted. */
export interface ModelRequest {
  /** A name or a path; undefined: the manifest's default. */
  readonly model: string | undefined;
  /** Of an .onnx file, the output that is explained. */
  readonly output?: string | undefined;
}

/**
 * Loads a model.
 *
 * - `model` is a name of the manifest: from the cache, else obtained. `./resnet18` is a file of that name.
 * - `model` is a path (it exists, contains a separator, or ends in .pth, .pt, .safetensors or .onnx): that file; an .onnx file's external data lie beside it.
 * - no `model`: the manifest's default; where only a copy of the manifest's other default is at hand, or the server cannot
 *   be reached, one line is logged and that takes its place.
 *
 * @throws ModelError; CheckpointError for a file that is not a checkpoint; what `cacheFolder` throws, but for a file
 * @example
 * ```ts
 * import { loadModel } from "@camlucida/weights";
 *
 * const options = { cacheFolder: () => folder, log: console.warn, progress: () => undefined };
 * const { name, checkpoint, labels, close } = await loadModel({ model: modelFile }, options); // or "resnet18"
 * [name, labels]; // → ["my", ["cat", "dog", "bird"]]
 * checkpoint.tensors.get("fc.weight")?.shape; // → [3, 16]
 * close();
 * ```
 */
export async function loadModel(request: ModelRequest, options: LoadOptions): Promise<LoadedModel> {
  const manifest = options.manifest ?? shippedManifest();
  const { model, output } = request;
  if (model !== undefined && !manifest.models.has(model) && (await isPath(model))) return loadFile(model, parse(model).name, manifest, "", output);
  if (output !== undefined) {
    throw new CheckpointError("checkpoint-output", `${model ?? manifest.default.model}: there is no output ${JSON.stringify(output)} to choose: of the models that have names the logits are explained. Outputs are chosen of .onnx files.`);
  }
  const obtaining: ObtainOptions = { ...options, manifest, cacheFolder: options.cacheFolder() };
  if (model === undefined) return loadDefault(obtaining);
  return loadEntry(entryOf(obtaining.manifest, model), obtaining);
}

async function loadDefault(options: ObtainOptions): Promise<LoadedModel> {
  const { model, otherwise } = options.manifest.default;
  const atHand = (name: string): Promise<boolean> => isFile(cachedPath(options.cacheFolder, name));
  if (!(await atHand(model)) && (await atHand(otherwise))) {
    // Whoever could not reach the server once is not made to wait for it every time.
    const say = (): void => options.log(`${model} is not at hand. Going on with ${otherwise}; --model ${model} obtains it.`);
    const mayObtain = options.mayObtain !== false;
    if (mayObtain) say(); // before what may take long
    const loaded = await loadEntry(entryOf(options.manifest, otherwise), options);
    if (!mayObtain) say(); // not before another process has to say it
    return loaded;
  }
  try {
    return await loadEntry(entryOf(options.manifest, model), options);
  } catch (error) {
    if (!isServerFailure(error)) throw error;
    options.log(`${model}: ${messageOf(error.cause ?? error)} Going on with ${otherwise}; --model ${model} insists.`);
    return loadEntry(entryOf(options.manifest, otherwise), options).catch((second: unknown) => {
      throw neither(options.manifest, error, second);
    });
  }
}

function neither({ default: { model, otherwise } }: Manifest, first: ModelError, second: unknown): unknown {
  if (!(second instanceof ModelError) || !second.code.startsWith("npm-")) return second;
  const reasons = `${messageOf(first.cause ?? first)} ${second.message}`;
  const message = `neither ${model} nor ${otherwise} can be obtained: ${reasons} A file of your own works with --model FILE.`;
  return new ModelError("model-unreachable", message, { cause: second });
}

async function loadEntry(entry: ModelEntry, options: ObtainOptions): Promise<LoadedModel> {
  const advice = ` Obtain it anew: npx camlucida weights ${entry.name} --force`;
  return loadFile(await obtain(entry, options), entry.name, options.manifest, advice);
}

async function isPath(model: string): Promise<boolean> {
  return /[/\\]|\.(pth|pt|safetensors|onnx)$/i.test(model) || isFile(model);
}

/** @param advice ends the message if the file is not a checkpoint */
async function loadFile(path: string, name: string, manifest: Manifest, advice: string, output?: string): Promise<LoadedModel> {
  const file = open(path);
  try {
    const checkpoint = await loadCheckpoint(file, { files: (beside) => bytesOf(join(dirname(path), beside)), ...(output !== undefined && { output }) });
    return { name, path, digest: file.digest, checkpoint, labels: labelsOf(checkpoint, file, manifest), close: file.close };
  } catch (error) {
    file.close();
    throw error instanceof CheckpointError
      ? new CheckpointError(error.code, `${path}: ${error.message}${advice}`, { cause: error })
      : error;
  }
}

/** Of a file beside the model; undefined where there is none. */
const bytesOf = (path: string): Uint8Array | undefined => (statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : undefined);

/** The names in the file itself, or those of the published checkpoint that the file is. */
function labelsOf({ metadata }: Checkpoint, { digest }: OpenFile, manifest: Manifest): readonly string[] | undefined {
  const text = Object.hasOwn(metadata, metadataKeys.labels) ? metadata[metadataKeys.labels] : undefined;
  if (text !== undefined) return splitLabels(text);
  const sha256 = digest();
  const known = [...manifest.models.values()].find(({ source }) => source.kind === "download" && isPublished(source, sha256));
  return known === undefined ? undefined : shippedLabels(known.labels);
}

/** Node reads a file into one buffer up to 2 GiB; ResNet-152 has 0.24. */
const mostBytes = 2 ** 31 - 1;

function open(path: string): OpenFile {
  try {
    const found = statSync(path); // first: to open a pipe would wait for whoever writes into it
    if (!found.isFile()) {
      throw new ModelError("model-file-unreadable", `${path} is not a file. Give a .pth, .pt, .safetensors or .onnx file.`);
    }
    if (found.size > mostBytes) {
      throw new ModelError("model-too-large", `${path} has ${found.size} bytes; at most ${mostBytes} are read.`);
    }
    return openFile(path);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    if (codeOf(error) === "ENOENT") {
      throw new ModelError(
        "model-file-missing",
        `${path}: there is no such file. Give the path of a .pth, .pt, .safetensors or .onnx file.`,
        { cause: error },
      );
    }
    throw new ModelError("model-file-unreadable", `${path} cannot be read (${codeOf(error) || "not permitted"}).`, {
      cause: error,
    });
  }
}
