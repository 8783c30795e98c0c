// A weights file of any of the three formats → named float32 arrays.
import { CheckpointError } from "../graph/errors.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { CheckpointFormat } from "./file_kind.ts";
import { fileKind } from "./file_kind.ts";
import { readLegacyPth } from "./legacy_pth.ts";
import { readPth } from "./pth.ts";
import type { ByteSource } from "./byte_source.ts";
import { openSafetensors, readSafetensors } from "./safetensors.ts";

const readers: Readonly<Record<CheckpointFormat, (bytes: Uint8Array) => Checkpoint>> = {
  zip: readPth,
  legacy: readLegacyPth,
  safetensors: readSafetensors,
};

/**
 * Reads a PyTorch checkpoint (`.pth`, `.pt`: zip or pre-1.6) or a `.safetensors` file; the name's ending does not matter.
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
 */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  if (bytes.length === 0) {
    throw new CheckpointError("checkpoint-empty", "The weights file is empty (0 bytes). Was it downloaded in full?");
  }
  const kind = fileKind(bytes);
  if ("format" in kind) return readers[kind.format](bytes);
  throw new CheckpointError(
    "checkpoint-unknown-format",
    `Not a checkpoint: the file is ${kind.lookalike}. Expected a PyTorch .pth or .pt, or a .safetensors file.`,
  );
}

/**
 * As `readCheckpoint`, of a file that stays open: the tensors of a `.safetensors` file are read when they are asked for, so that
 * a large one need not fit into memory. Other formats are read at once, and keep what the source gave: it is read no more.
 */
export function openCheckpoint(source: ByteSource): Checkpoint {
  const start = source.read(0, Math.min(beginning, source.length));
  const kind = start.length === 0 ? undefined : fileKind(start);
  return kind && "format" in kind && kind.format === "safetensors" ? openSafetensors(source) : readCheckpoint(source.read(0, source.length));
}

const beginning = 512; // bytes that tell what a file is
