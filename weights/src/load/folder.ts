// A folder as a model: as model hubs lay them out, or with one model in it.
//
//   config.json  preprocessor_config.json  model.safetensors | pytorch_model.bin | onnx/model.onnx
import { CheckpointError, recogniseNetwork } from "@camlucida/tensor";
import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { codeOf, messageOf, ModelError } from "../errors/errors.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { besideModel, type LoadedModel, loadFile } from "./load_file.ts";

/** The same network in several forms: the first that is recognised is taken. */
const usualNames = ["model.safetensors", "pytorch_model.bin", "model.onnx", "onnx/model.onnx"];

const isModel = (name: string): boolean => /\.(safetensors|onnx|pth|pt|bin|ckpt)$/i.test(name) && !/^(training_args|optimizer|scheduler|rng_state)/.test(basename(name));

export const isFolder = (path: string): Promise<boolean> => stat(path).then((found) => found.isDirectory(), () => false);

/**
 * The model in a folder.
 * @throws ModelError "model-folder-empty", "model-folder-several"; CheckpointError
 */
export async function loadFolder(folder: string, output: string | undefined, manifest: Manifest): Promise<LoadedModel> {
  const names = await namesIn(folder);
  const usual = usualNames.filter((name) => names.includes(name) && (output === undefined || name.endsWith(".onnx"))); // outputs are chosen of graphs
  const [first, ...others] = usual.length > 0 ? usual : names.filter(isModel);
  if (first === undefined) throw nothing(folder, names);
  if (usual.length === 0 && others.length > 0) throw several(folder, [first, ...others]);
  const name = basename(resolve(folder));
  const load = async (file: string): Promise<LoadedModel> => {
    const path = join(folder, file);
    return loadFile({ path, name, beside: besideModel(path), output }, manifest);
  };
  return firstRecognised([first, ...others], load);
}

/** Of a network that is known but for what no state dict says. */
const questions = ["checkpoint-stem", "checkpoint-padding"];

/** What is refused of the first form may be had of another: a graph where the names are not known. The first one's refusal is told. */
async function firstRecognised([first, ...others]: readonly [string, ...string[]], load: (file: string) => Promise<LoadedModel>): Promise<LoadedModel> {
  const loaded = await load(first);
  const [next, ...rest] = others;
  if (next === undefined) return loaded;
  try {
    recogniseNetwork(loaded.checkpoint);
    return loaded;
  } catch (error) {
    if (!(error instanceof CheckpointError) || questions.includes(error.code)) return loaded; // whoever opens it answers, or a file beside it
    loaded.close();
    return firstRecognised([next, ...rest], load).then((other) => recognised(other) ?? load(first), () => load(first));
  }
}

function recognised(loaded: LoadedModel): LoadedModel | undefined {
  try {
    recogniseNetwork(loaded.checkpoint);
    return loaded;
  } catch {
    loaded.close();
    return undefined;
  }
}

/** Of the folder, and of the one called onnx in it. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    const own = await readdir(folder);
    const onnx = own.includes("onnx") ? await readdir(join(folder, "onnx")).catch(() => []) : [];
    return [...own, ...onnx.filter(isModel).map((name) => `onnx/${name}`)].toSorted();
  } catch (cause) {
    throw new ModelError("model-file-unreadable", `${folder} cannot be read (${codeOf(cause) || messageOf(cause)}).`, { cause });
  }
}

const listed = (names: readonly string[]): string => `${names.slice(0, 8).join(", ")}${names.length > 8 ? ` and ${names.length - 8} more` : ""}`;

function nothing(folder: string, names: readonly string[]): ModelError {
  const found = names.length === 0 ? "it is empty" : `it holds ${listed(names)}`;
  const sharded = names.some((name) => /-\d{5}-of-\d{5}\./.test(name)) ? " A model in several parts is not read: save it in one." : "";
  return new ModelError("model-folder-empty", `${folder}: a folder without a model: ${found}. Expected model.safetensors, pytorch_model.bin, onnx/model.onnx, or one .pth, .safetensors or .onnx file.${sharded}`);
}

const several = (folder: string, names: readonly string[]): ModelError =>
  new ModelError("model-folder-several", `${folder}: a folder with ${names.length} models: ${listed(names)}. Give the path of one of them, such as ${join(folder, names[0] ?? "")}.`);
