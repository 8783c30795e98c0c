// A file of the user's own, or of the cache → a model; and what lies beside it.
import { type Checkpoint, CheckpointError, loadCheckpoint, metadataKeys } from "@camlucida/tensor";
import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { openFile, type OpenFile } from "../cache/open_file.ts";
import { isPublished } from "../download/download.ts";
import { codeOf, ModelError } from "../errors/errors.ts";
import type { Manifest, ModelEntry } from "../manifest/manifest.ts";
import { splitLabels } from "../shipped.ts";
import { filesBeside } from "./external_data.ts";
import { metadataOf } from "./obtain.ts";

/** A text that lies beside a model and may say how its photographs are prepared, and what its classes are called. */
export interface BesideModel {
  readonly name: string; // "preprocessor_config.json"
  readonly text: string;
}

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
  /** Of a file of the user's own: what lies beside it and may say how its photographs are prepared. */
  readonly beside: readonly BesideModel[];
  close(): void;
}

/** Which file is loaded, and what is said of it. */
export interface FileToLoad {
  readonly path: string;
  readonly name: string;
  /** Ends the message if the file is not a checkpoint. */
  readonly advice?: string;
  /** Of an .onnx file, the output that is explained. */
  readonly output?: string | undefined;
  readonly beside?: readonly BesideModel[];
}

/** @throws ModelError, CheckpointError */
export async function loadFile({ path, name, advice = "", output, beside = [] }: FileToLoad, manifest: Manifest): Promise<LoadedModel> {
  const file = open(path);
  try {
    const read = await loadCheckpoint(file, { files: filesBeside(path), ...(output !== undefined && { output }) });
    const checkpoint = withPublished(read, file, manifest);
    return { name, path, digest: file.digest, checkpoint, labels: labelsOf(checkpoint), beside, close: file.close };
  } catch (error) {
    file.close();
    throw error instanceof CheckpointError
      ? new CheckpointError(error.code, `${path}: ${error.message}${advice}`, { cause: error })
      : error;
  }
}

/** What the manifest says of a published file that was given by its path: no .pth says how its photographs are prepared. */
function withPublished(checkpoint: Checkpoint, file: OpenFile, manifest: Manifest): Checkpoint {
  if (checkpoint.network || Object.hasOwn(checkpoint.metadata, metadataKeys.labels)) return checkpoint;
  const alike = [...manifest.models.values()].filter((entry) => hasSize(entry, file.length));
  const known = alike.find(({ source }) => source.kind === "download" && isPublished(source, file.digest()));
  return known ? { ...checkpoint, metadata: { ...metadataOf(known), ...checkpoint.metadata } } : checkpoint;
}

/** Most files need not be hashed: no published one is as large. */
const hasSize = ({ source }: ModelEntry, length: number): boolean =>
  source.kind === "download" && Math.abs(source.bytes - length) <= source.bytesTolerance;

/** The names in the file itself. */
const labelsOf = ({ metadata }: Checkpoint): readonly string[] | undefined =>
  (Object.hasOwn(metadata, metadataKeys.labels) ? splitLabels(metadata[metadataKeys.labels] ?? "") : undefined);

/** As transformers and timm call them. What is nearer to preprocessing comes first. */
const namesBeside = ["preprocessor_config.json", "config.json"];

/** Larger ones hold other things. */
const longestBeside = 8 * 1024 * 1024; // bytes

/** The texts beside a model; of one in a folder called onnx, as hubs have it, those of the folder around it too. */
export function besideModel(path: string): BesideModel[] {
  const own = dirname(path);
  const folders = basename(own) === "onnx" ? [own, dirname(own)] : [own];
  return namesBeside.flatMap((name) => {
    const texts = folders.map((folder) => textOf(join(folder, name))).filter((text) => text !== undefined);
    return texts.slice(0, 1).map((text) => ({ name, text }));
  });
}

/** Undefined where there is none, or none that may be read. */
function textOf(path: string): string | undefined {
  try {
    const found = statSync(path);
    return found.isFile() && found.size <= longestBeside ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
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
