// The entries of an uncompressed zip archive as views of its bytes: nothing is copied, nothing inflated.
// PyTorch stores all entries, pads each to a multiple of 64 bytes and always adds zip64 records.
// Source: APPNOTE.TXT 6.3.10 (PKWARE), §4.3. Checksums are not verified: PyTorch may leave them unset.
import { CheckpointError } from "../graph/errors.ts";
import type { Cursor } from "./cursor.ts";
import { cursorOver, quote, readBytes, readText, readUint16, readUint32, readUint64 } from "./cursor.ts";

const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const end64LocatorSignature = 0x07064b50;
const directorySignature = 0x02014b50;
const localSignature = 0x04034b50;

/** A 32-bit field with this value sends the reader to its 64-bit twin; a 16-bit field uses `saturated16`. */
const saturated = 0xffffffff;
const saturated16 = 0xffff;

interface DirectoryEntry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly compressedSize: number;
  readonly size: number;
  readonly localHeader: number;
}

export interface ZipArchive {
  /** In directory order, without repetitions. */
  readonly names: readonly string[];
  /** The bytes of an entry, as a view; undefined if there is no such entry. Throws if it is compressed or encrypted. */
  read(name: string): Uint8Array | undefined;
}

/**
 * Reads the directory of an archive.
 * @throws CheckpointError `checkpoint-truncated`, `checkpoint-corrupt`; on `read` also `checkpoint-unsupported`.
 */
export function openZip(bytes: Uint8Array): ZipArchive {
  const { count, directory } = readEnd(cursorOver(bytes, "zip archive", findEnd(bytes)));
  const cursor = cursorOver(bytes, "zip directory", directory);
  const entries = new Map<string, DirectoryEntry>();
  for (let i = 0; i < count; i++) {
    const entry = readDirectoryEntry(cursor);
    // Two programs may take either for the right one.
    if (entries.has(entry.name)) throw corruptZip(`two entries are called ${quote(entry.name)}`);
    entries.set(entry.name, entry);
  }
  const read = (name: string): Uint8Array | undefined => {
    const entry = entries.get(name);
    return entry && readContents(bytes, entry);
  };
  return { names: [...entries.keys()], read };
}

const corruptZip = (problem: string): CheckpointError =>
  new CheckpointError("checkpoint-corrupt", `The zip archive is malformed: ${problem}. Is the file damaged?`);

function expectSignature(cursor: Cursor, expected: number, what: string): void {
  const position = cursor.position;
  if (readUint32(cursor) !== expected) throw corruptZip(`no ${what} at byte ${position}`);
}

/** The end record is the last thing in the file but for a comment of up to 65,535 bytes, whose length it states. */
function findEnd(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - saturated16); at--) {
    if (view.getUint32(at, true) === endSignature && at + 22 + view.getUint16(at + 20, true) === bytes.length) return at;
  }
  throw new CheckpointError(
    "checkpoint-truncated",
    `The file begins as a zip archive but ends after ${bytes.length} bytes without its directory. Was it downloaded in full?`,
  );
}

/** How many entries there are and where their directory begins. */
function readEnd(cursor: Cursor): { count: number; directory: number } {
  const start = cursor.position;
  readBytes(cursor, 10); // signature, disk numbers, entries on this disk
  const count = readUint16(cursor);
  readUint32(cursor); // size of the directory
  const directory = readUint32(cursor);
  if (count !== saturated16 && directory !== saturated) return { count, directory };
  cursor.position = Math.max(0, start - 20);
  expectSignature(cursor, end64LocatorSignature, "zip64 locator");
  readUint32(cursor); // disk number
  cursor.position = readUint64(cursor);
  expectSignature(cursor, end64Signature, "zip64 end record");
  readBytes(cursor, 28); // record size, versions, disk numbers, entries on this disk
  const wideCount = readUint64(cursor);
  readUint64(cursor); // size of the directory
  return { count: wideCount, directory: readUint64(cursor) };
}

function readDirectoryEntry(cursor: Cursor): DirectoryEntry {
  expectSignature(cursor, directorySignature, "directory entry");
  readUint32(cursor); // versions
  const flags = readUint16(cursor);
  const method = readUint16(cursor);
  readBytes(cursor, 8); // time, date, checksum
  const compressedSize = readUint32(cursor);
  const size = readUint32(cursor);
  const nameLength = readUint16(cursor);
  const extraLength = readUint16(cursor);
  const commentLength = readUint16(cursor);
  readBytes(cursor, 8); // disk number, attributes
  const localHeader = readUint32(cursor);
  const name = readText(cursor, nameLength);
  const wide = zip64Fields(readBytes(cursor, extraLength));
  readBytes(cursor, commentLength);
  const widen = (value: number): number => (value === saturated && wide ? readUint64(wide) : value);
  // The wide fields come in this order, each only if its narrow twin is saturated.
  const sizes = { size: widen(size), compressedSize: widen(compressedSize) };
  return { name, method, encrypted: (flags & 1) === 1, ...sizes, localHeader: widen(localHeader) };
}

/** The contents of extra field 1, zip64's. */
function zip64Fields(extra: Uint8Array): Cursor | undefined {
  const cursor = cursorOver(extra, "zip extra field");
  while (cursor.position + 4 <= extra.length) {
    const id = readUint16(cursor);
    const contents = readBytes(cursor, readUint16(cursor));
    if (id === 1) return cursorOver(contents, "zip64 extra field");
  }
  return undefined;
}

function readContents(bytes: Uint8Array, entry: DirectoryEntry): Uint8Array {
  const { name, method, encrypted, size, compressedSize, localHeader } = entry;
  if (method !== 0 || encrypted) {
    throw new CheckpointError(
      "checkpoint-unsupported",
      `Zip entry ${quote(name)} is ${encrypted ? "encrypted" : `compressed (method ${method})`}; ` +
        "PyTorch stores entries as they are. Was the checkpoint unpacked and zipped again? Save it with torch.save.",
    );
  }
  if (size !== compressedSize) throw corruptZip(`entry ${quote(name)} is stored in ${compressedSize} bytes and has ${size}`);
  const cursor = cursorOver(bytes, `zip entry ${quote(name)}`, localHeader);
  expectSignature(cursor, localSignature, `header of ${quote(name)}`);
  readBytes(cursor, 22); // as in the directory
  const nameLength = readUint16(cursor);
  const extraLength = readUint16(cursor); // PyTorch's padding is in here
  readBytes(cursor, nameLength + extraLength);
  return readBytes(cursor, size);
}
