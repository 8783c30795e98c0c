// A PyTorch checkpoint as written before version 1.6 (or with `_use_new_zipfile_serialization=False`): one stream of
//   pickle of a magic number, pickle of 1001, pickle of the machine's properties,
//   pickle of everything but the numbers, pickle of the storages' keys,
//   then for each key its length (8 bytes) and its elements.
// Source: `torch/serialization.py`, `_legacy_save`.
import { CheckpointError } from "../graph/errors.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Cursor } from "./cursor.ts";
import { cursorOver, quote, readBytes, readUint64 } from "./cursor.ts";
import { unpickle } from "./pickle.ts";
import type { PicklePersistent } from "./pickle_value.ts";
import { describeValue, isKind, namedEntries } from "./pickle_value.ts";
import { readStateDict } from "./state_dict.ts";
import type { StorageBytes, StorageMention } from "./torch_tensor.ts";
import { readStorageMention } from "./torch_tensor.ts";

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
