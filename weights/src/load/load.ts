// The model a command asks for: a file of the user's own, a name of the manifest, or the default.
import { CheckpointError } from "@camlucida/tensor";
import { parse } from "node:path";
import { cachedPath } from "../cache/cache.ts";
import { messageOf, ModelError } from "../errors/errors.ts";
import { entryOf, type Manifest, type ModelEntry } from "../manifest/manifest.ts";
import { shippedManifest } from "../shipped.ts";
import { isFolder, loadFolder } from "./folder.ts";
import { besideModel, type LoadedModel, loadFile } from "./load_file.ts";
import { isFile, isServerFailure, obtain, type ObtainOptions } from "./obtain.ts";

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
 * - `model` is a folder: what it holds, as model hubs lay it out (model.safetensors, pytorch_model.bin or onnx/model.onnx), or its only model.
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
  if (model !== undefined && !manifest.models.has(model)) {
    if (await isFolder(model)) return loadFolder(model, output, manifest);
    if (await isPath(model)) return loadFile({ path: model, name: parse(model).name, output, beside: besideModel(model) }, manifest);
  }
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
  return loadFile({ path: await obtain(entry, options), name: entry.name, advice }, options.manifest);
}

async function isPath(model: string): Promise<boolean> {
  return /[/\\]|\.(pth|pt|safetensors|onnx)$/i.test(model) || isFile(model);
}
