/** A weights file of any of the three formats → named float32 arrays. */
import { CheckpointError } from "../errors.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { CheckpointFormat } from "./file_kind.ts";
import { fileKind } from "./file_kind.ts";
import { readLegacyPth } from "./legacy_pth.ts";
import { readPth } from "./pth.ts";
import { readSafetensors } from "./safetensors.ts";

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
