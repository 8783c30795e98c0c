// A position in a file, and reads that move it. Every read checks the bytes that are left first: a length
// announced by the file is never believed before the bytes behind it have been seen.
import { CheckpointError } from "../graph/errors.ts";

export interface Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** What the bytes are, for messages: "data.pkl", "safetensors header". */
  readonly what: string;
  position: number;
}

export function cursorOver(bytes: Uint8Array, what: string, position = 0): Cursor {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), what, position };
}

/** Moves `length` bytes ahead and returns where they begin. */
function advance(cursor: Cursor, length: number): number {
  const start = cursor.position;
  const left = cursor.bytes.length - start;
  if (!(length >= 0 && length <= left)) {
    throw new CheckpointError(
      "checkpoint-truncated",
      `${cursor.what}: ${length} bytes are needed at byte ${start}, ${Math.max(left, 0)} are left. ` +
        "Was the file downloaded and copied in full?",
    );
  }
  cursor.position = start + length;
  return start;
}

/** The next `length` bytes, as a view. */
export function readBytes(cursor: Cursor, length: number): Uint8Array {
  const start = advance(cursor, length);
  return cursor.bytes.subarray(start, start + length);
}

export const readUint8 = (cursor: Cursor): number => cursor.view.getUint8(advance(cursor, 1));
export const readUint16 = (cursor: Cursor): number => cursor.view.getUint16(advance(cursor, 2), true);
export const readUint32 = (cursor: Cursor): number => cursor.view.getUint32(advance(cursor, 4), true);
export const readInt32 = (cursor: Cursor): number => cursor.view.getInt32(advance(cursor, 4), true);
/** pickle alone writes its floats big-endian. */
export const readFloat64BigEndian = (cursor: Cursor): number => cursor.view.getFloat64(advance(cursor, 8));

/** A 64-bit length or offset; beyond 2⁵³ it is an infinity of its own: no file can hold that many bytes. */
export function readUint64(cursor: Cursor): number {
  const value = Number(cursor.view.getBigUint64(advance(cursor, 8), true));
  return Number.isSafeInteger(value) ? value : Infinity;
}

// `fatal`: two names that differ on disk must not become one; `ignoreBOM`: a leading U+FEFF is part of a name.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The next `length` bytes as UTF-8. */
export function readText(cursor: Cursor, length: number): string {
  const start = cursor.position;
  return decodeText(readBytes(cursor, length), `${cursor.what}: the text at byte ${start}`);
}

export function decodeText(bytes: Uint8Array, what: string): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new CheckpointError("checkpoint-corrupt", `${what} is not UTF-8. Is the file damaged?`, { cause });
  }
}

/** Text up to the next line feed, which is skipped. `limit` bounds the search. */
export function readLine(cursor: Cursor, limit: number): string {
  const start = cursor.position;
  const window = cursor.bytes.subarray(start, start + limit);
  const length = window.indexOf(0x0a);
  if (length < 0 && window.length === limit) {
    throw new CheckpointError("checkpoint-corrupt", `${cursor.what}: the line at byte ${start} is longer than ${limit} bytes.`);
  }
  const line = readText(cursor, length < 0 ? limit : length);
  advance(cursor, 1);
  return line;
}

/** Text from a file, safe and short enough to print: quoted, control characters escaped, at most 80 characters. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text).replace(/[\u007f-\u009f]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
}
