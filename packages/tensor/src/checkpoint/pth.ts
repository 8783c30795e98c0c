// A PyTorch checkpoint of version 1.6 and later: a zip archive `<any name>/data.pkl` (a pickle of everything but
// the numbers), `data/0`, `data/1`… (the storages) and, from 2.1 on, `byteorder`. Source: `torch/serialization.py`.
import { CheckpointError } from "../graph/errors.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { cursorOver, decodeText, quote } from "./cursor.ts";
import { unpickle } from "./pickle.ts";
import { readStateDict } from "./state_dict.ts";
import type { StorageBytes, StorageMention } from "./torch_tensor.ts";
import type { ZipArchive } from "./zip.ts";
import { openZip } from "./zip.ts";

/**
 * Reads a zip-format `.pth` or `.pt`. Contiguous float32 tensors are views of `bytes`, not copies.
 * @throws CheckpointError; see `readCheckpoint`.
 */
export function readPth(bytes: Uint8Array): Checkpoint {
  const archive = openZip(bytes);
  const folder = findFolder(archive);
  assertStateDictArchive(archive, folder);
  const { value } = unpickle(cursorOver(archive.read(`${folder}data.pkl`) ?? new Uint8Array(), "data.pkl"));
  return readStateDict(value, storagesIn(archive, folder), bytes.length);
}

/** The archive's one top-level folder, named after the file it was saved as. */
function findFolder({ names }: ZipArchive): string {
  const pickles = names.filter((name) => /^([^/]*\/)?data\.pkl$/.test(name));
  const [pickle] = pickles;
  if (pickle !== undefined && pickles.length === 1) return pickle.slice(0, -"data.pkl".length);
  const examples = names.slice(0, 3).map(quote).join(", ");
  throw new CheckpointError(
    "checkpoint-unknown-format",
    `A zip archive, but no PyTorch checkpoint: it has ${pickles.length} entries called data.pkl where one is expected ` +
      `(${names.length} entries in all${examples ? `: ${examples}…` : ""}). Unpack it if the checkpoint is inside.`,
  );
}

function assertStateDictArchive(archive: ZipArchive, folder: string): void {
  if (archive.names.includes(`${folder}constants.pkl`)) {
    throw new CheckpointError(
      "checkpoint-unsupported",
      "A TorchScript archive: a program with its weights. In Python, save the weights alone: " +
        'torch.save(torch.jit.load("in.pt").state_dict(), "weights.pth").',
    );
  }
  const order = archive.read(`${folder}byteorder`);
  if (order && decodeText(order.subarray(0, 16), "The entry byteorder").trim() !== "little") {
    throw new CheckpointError(
      "checkpoint-unsupported",
      "The checkpoint was written on a big-endian machine; only little-endian ones are read. " +
        "Load and save it on another machine.",
    );
  }
}

const storagesIn = (archive: ZipArchive, folder: string): StorageBytes =>
  ({ key, length, elements }: StorageMention) => {
    const contents = archive.read(`${folder}data/${key}`);
    if (!contents || contents.length < length * elements.bytes) {
      throw new CheckpointError(
        "checkpoint-corrupt",
        `Storage ${quote(`data/${key}`)} should hold ${length * elements.bytes} bytes; ` +
          `the archive has ${contents?.length ?? "no such entry"}. Is the file damaged?`,
      );
    }
    return contents.subarray(0, length * elements.bytes);
  };
