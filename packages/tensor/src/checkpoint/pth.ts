// A PyTorch checkpoint of version 1.6 and later: a zip archive `<any name>/data.pkl` (a pickle of everything but
// the numbers), `data/0`, `data/1`… (the storages) and, from 2.1 on, `byteorder`. Source: `torch/serialization.py`.
import { CheckpointError } from "../graph/errors.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { cursorOver, decodeText, quote, readBytes, readUint64, type Cursor } from "./cursor.ts";
import { unpickle } from "./pickle.ts";
import { describeValue, isKind, namedEntries, type PicklePersistent } from "./pickle_value.ts";
import { readStateDict } from "./state_dict.ts";
import { readStorageMention, type StorageBytes, type StorageMention } from "./torch_tensor.ts";
import { openZip, type ZipArchive } from "./zip.ts";

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

// A PyTorch checkpoint as written before version 1.6 (or with `_use_new_zipfile_serialization=False`): one stream of
//   pickle of a magic number, pickle of 1001, pickle of the machine's properties,
//   pickle of everything but the numbers, pickle of the storages' keys,
//   then for each key its length (8 bytes) and its elements.
// Source: `torch/serialization.py`, `_legacy_save`.

const magicNumber = 0x1950a86a20f9469cfc6cn;
const protocolVersion = 1001;

/**
 * Reads a legacy `.pth`. Its storages are seldom aligned, so that most tensors are copies.
 * @throws CheckpointError; see `readCheckpoint`.
 */
export function readLegacyPth(bytes: Uint8Array): Checkpoint {
  const cursor = cursorOver(bytes, "legacy checkpoint");
  assertPreamble(cursor);
  const { value, persistents } = unpickle(cursor);
  const storages = readStorages(cursor, mentionsByKey(persistents));
  return readStateDict(value, storages, bytes.length);
}

function assertPreamble(cursor: Cursor): void {
  if (unpickle(cursor).value !== magicNumber) {
    throw new CheckpointError(
      "checkpoint-unknown-format",
      "A Python pickle, but not one that torch.save wrote. In Python: torch.save(model.state_dict(), \"weights.pth\").",
    );
  }
  const version = unpickle(cursor).value;
  const littleEndian = namedEntries(unpickle(cursor).value).get("little_endian");
  if (version !== protocolVersion || littleEndian !== true) {
    throw new CheckpointError(
      "checkpoint-unsupported",
      `A legacy checkpoint of protocol ${typeof version === "number" ? version : describeValue(version)}, ` +
        `little_endian ${String(littleEndian === true)}; expected protocol ${protocolVersion}, little-endian. ` +
        "Load it and save it again with PyTorch 1.6 or later.",
    );
  }
}

function mentionsByKey(persistents: readonly PicklePersistent[]): Map<string, StorageMention> {
  const mentions = new Map<string, StorageMention>();
  for (const persistent of persistents) {
    const mention = readStorageMention(persistent);
    mentions.set(mention.key, mention);
  }
  return mentions;
}

/** Walks over the storages behind the pickles, in the order of the list of keys before them. */
function readStorages(cursor: Cursor, mentions: ReadonlyMap<string, StorageMention>): StorageBytes {
  const keys = unpickle(cursor).value;
  const storages = new Map<string, Uint8Array>();
  for (const key of isKind(keys, "list") ? keys.items : []) {
    const mention = typeof key === "string" ? mentions.get(key) : undefined;
    if (!mention) throw corruptStorage(typeof key === "string" ? key : "", "is listed but belongs to no tensor");
    storages.set(mention.key, readBytes(cursor, readUint64(cursor) * mention.elements.bytes));
  }
  return ({ key, length, elements }) => {
    const contents = storages.get(key);
    if (!contents) throw corruptStorage(key, "is mentioned but not listed");
    if (contents.length < length * elements.bytes) {
      throw corruptStorage(key, `should hold ${length * elements.bytes} bytes and holds ${contents.length}`);
    }
    return contents.subarray(0, length * elements.bytes);
  };
}

const corruptStorage = (key: string, problem: string): CheckpointError =>
  new CheckpointError("checkpoint-corrupt", `Storage ${quote(key)} ${problem}. Is the file damaged?`);
