// A file of any of the four formats → named float32 arrays, and what to compute where the file says it.
import { CheckpointError } from "../graph/errors.ts";
import type { OnnxCheckpointOptions } from "../onnx/checkpoint.ts";
import type { Checkpoint, ByteSource } from "./checkpoint.ts";
import { quote } from "./cursor.ts";
import { readLegacyPth } from "./pth.ts";
import { readPth } from "./pth.ts";
import { openSafetensors, readSafetensors } from "./safetensors.ts";

const readers: Readonly<Record<CheckpointFormat, (bytes: Uint8Array) => Checkpoint>> = {
  onnx: () => { throw new CheckpointError("checkpoint-unsupported", "An ONNX file is read by loadCheckpoint, which brings the code for it, or by onnxCheckpoint of @camlucida/tensor/onnx."); },
  zip: readPth,
  legacy: readLegacyPth,
  safetensors: readSafetensors,
};

/**
 * Reads a PyTorch checkpoint (`.pth`, `.pt`: zip or pre-1.6) or a `.safetensors` file; the name's ending does not matter.
 * `loadCheckpoint` reads ONNX files as well.
 *
 * Nothing in the file is run and nothing outside its own storages is read. Aligned float32 tensors are views of
 * `bytes`: keep it unchanged. Whatever the file says, the other tensors' copies take at most four times its size and
 * 64 MiB, and its pickle some 200 MiB while it is read (a ResNet's: a few).
 *
 * @throws CheckpointError with `code`
 *   `checkpoint-empty` no bytes, or no weights in it;
 *   `checkpoint-unknown-format` something else than a checkpoint, which the message names;
 *   `checkpoint-truncated` it ends early;
 *   `checkpoint-corrupt` it contradicts itself;
 *   `checkpoint-unsafe` it names Python code that no weights need, or asks for more than its size justifies;
 *   `checkpoint-unsupported` a whole pickled module, TorchScript, quantised or sparse tensors, big-endian…
 * @example
 * ```ts
 * import { readCheckpoint, writeSafetensors } from "@camlucida/tensor";
 *
 * const file = writeSafetensors(checkpoint.tensors); // or the bytes of a .pth
 * const { tensors } = readCheckpoint(file);
 * tensors.get("fc.weight")?.shape; // → [3, 16]
 * ```
 */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  if (bytes.length === 0) {
    throw new CheckpointError("checkpoint-empty", "The weights file is empty (0 bytes). Was it downloaded in full?");
  }
  const kind = fileKind(bytes);
  if ("format" in kind) return readers[kind.format](bytes);
  throw new CheckpointError(
    "checkpoint-unknown-format",
    `Not a checkpoint: the file is ${kind.lookalike}. Expected a PyTorch .pth or .pt, a .safetensors or an .onnx file.`,
  );
}

/**
 * As `readCheckpoint`, of a file that stays open: the tensors of a `.safetensors` file are read when they are asked for, so that
 * a large one need not fit into memory. Other formats are read at once, and keep what the source gave: it is read no more.
 * @example
 * ```ts
 * import { openCheckpoint, writeSafetensors } from "@camlucida/tensor";
 *
 * const file = writeSafetensors(checkpoint.tensors);
 * const { tensors } = openCheckpoint({ length: file.length, read: (begin, end) => file.subarray(begin, end) });
 * tensors.get("fc.weight")?.data.length; // → 48
 * ```
 */
export function openCheckpoint(source: ByteSource): Checkpoint {
  const start = source.read(0, Math.min(beginning, source.length));
  const kind = start.length === 0 ? undefined : fileKind(start);
  return kind && "format" in kind && kind.format === "safetensors" ? openSafetensors(source) : readCheckpoint(source.read(0, source.length));
}

/**
 * As `openCheckpoint`, and ONNX files too: the code that reads them is loaded when one comes.
 * @param options where the external data of an `.onnx` file lie, and which of its outputs is explained
 * @throws CheckpointError as `readCheckpoint`, and as `readOnnx`
 * @example
 * ```ts
 * import { loadCheckpoint, recogniseNetwork } from "@camlucida/tensor";
 *
 * const { layers } = recogniseNetwork(await loadCheckpoint(onnxFile)); // or the bytes of a .pth or a .safetensors
 * layers; // → ["conv", "relu"]
 * ```
 */
export async function loadCheckpoint(file: Uint8Array | ByteSource, options?: OnnxCheckpointOptions): Promise<Checkpoint> {
  const source = file instanceof Uint8Array ? { length: file.length, read: (begin: number, end: number) => file.subarray(begin, end) } : file;
  const kind = fileKind(source.read(0, Math.min(beginning, source.length)));
  if (!("format" in kind) || kind.format !== "onnx") {
    const checkpoint = file instanceof Uint8Array ? readCheckpoint(file) : openCheckpoint(file);
    if (options?.output === undefined) return checkpoint;
    throw new CheckpointError("checkpoint-output", `weights: there is no output ${quote(options.output)} to choose: of a state dict the logits are explained. Outputs are chosen of ONNX files.`);
  }
  const { onnxCheckpoint } = await import("../onnx/checkpoint.ts");
  return onnxCheckpoint(source.read(0, source.length), options);
}

/**
 * The format of a file of weights, by its first 512 bytes; undefined where it is none.
 * @example
 * ```ts
 * import { checkpointFormat } from "@camlucida/tensor";
 *
 * checkpointFormat(onnxFile); // → "onnx"
 * ```
 */
export function checkpointFormat(start: Uint8Array): CheckpointFormat | undefined {
  const kind = fileKind(start);
  return "format" in kind ? kind.format : undefined;
}

const beginning = 512; // bytes that tell what a file is

/** PyTorch's two, and those of others: "zip" is what PyTorch writes since 1.6, "legacy" what it wrote before. */
export type CheckpointFormat = "zip" | "legacy" | "safetensors" | "onnx";

/** What a file looks like from its first bytes: a checkpoint, or something to name in an error. */
export type FileKind = { readonly format: CheckpointFormat } | { readonly lookalike: string };

/** A file that begins with `start` at byte `at` is a `lookalike`. The first that fits wins. */
const lookalikes: readonly { readonly start: string; readonly at?: number; readonly lookalike: string }[] = [
  { start: "\u0089PNG", lookalike: "a PNG image" },
  { start: "\u00ff\u00d8\u00ff", lookalike: "a JPEG image" },
  { start: "GIF8", lookalike: "a GIF image" },
  { start: "RIFF", lookalike: "a WebP image or another RIFF file" },
  { start: "\u0089HDF", lookalike: "an HDF5 file (Keras .h5)" },
  { start: "\u0093NUMPY", lookalike: "a NumPy array (.npy)" },
  { start: "GGUF", lookalike: "a GGUF model" },
  { start: "TFL3", at: 4, lookalike: "a TensorFlow Lite model" },
  { start: "\u001f\u008b", lookalike: "a gzip archive; unpack it first" },
  { start: "BZh", lookalike: "a bzip2 archive; unpack it first" },
  { start: "\u00fd7zXZ", lookalike: "an xz archive; unpack it first" },
  { start: "7z\u00bc\u00af", lookalike: "a 7-Zip archive; unpack it first" },
  { start: "ustar", at: 257, lookalike: "a tar archive: unpack it; if PyTorch before 0.1.10 wrote it, save it with a later one" },
  { start: "version https://git-lfs", lookalike: "a Git LFS pointer: a note in place of the file; run git lfs pull" },
  { start: "%PDF", lookalike: "a PDF document" },
];

/** The safetensors test comes first: its length field may begin with any bytes at all, a brace follows it. */
function fileKind(bytes: Uint8Array): FileKind {
  if (looksLikeSafetensors(bytes)) return { format: "safetensors" };
  if (startsWith(bytes, "PK\u0003\u0004") || startsWith(bytes, "PK\u0005\u0006")) return { format: "zip" };
  if (bytes[0] === 0x80 && (bytes[1] ?? 0) <= 5) return { format: "legacy" };
  if (looksLikeOnnx(bytes)) return { format: "onnx" };
  const known = lookalikes.find(({ start, at = 0 }) => startsWith(bytes, start, at));
  return { lookalike: known?.lookalike ?? describeText(bytes) };
}

function startsWith(bytes: Uint8Array, start: string, at = 0): boolean {
  return Array.from(start).every((character, i) => bytes[at + i] === character.charCodeAt(0));
}

/** A 64-bit length below 2³², then the brace of a JSON object. */
function looksLikeSafetensors(bytes: Uint8Array): boolean {
  return bytes.length > 8 && bytes[8] === 0x7b && bytes.subarray(4, 8).every((byte) => byte === 0);
}

/** A protobuf message that begins with ModelProto's ir_version, and goes on with another field of it. */
const looksLikeOnnx = ([first, version = 0, next = 0]: Uint8Array): boolean => first === 0x08 && version > 0 && version < 0x40 && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72].includes(next);

function describeText(bytes: Uint8Array): string {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 512));
  const text = start.replace(/^\u00ef\u00bb\u00bf/, "").trimStart().toLowerCase();
  if (/^<(!doctype html|html|head|body)/.test(text)) return "a web page (HTML): the download was an error or sign-in page";
  if (text.startsWith("<")) return "an XML document (an SVG image, or a server's error message)";
  if (text.startsWith("{") || text.startsWith("[")) return "JSON text";
  if (/^[\s\u0020-\u007e]*$/.test(start)) return "a text file";
  const first = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `of no known format (first bytes: ${first})`;
}
