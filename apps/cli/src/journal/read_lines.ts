// A file of lines, read in pieces: however long it is, a piece and a line are held.
import { Buffer } from "node:buffer";
import type { FileHandle } from "node:fs/promises";

const pieceBytes = 1 << 20;
const newline = 0x0a;

/**
 * Hands out each whole line, without its newline, and where in the file it begins. The line is the reader's until the next.
 * @returns where the last whole line ends: what follows it was cut in half
 */
export async function readLines(file: FileHandle, take: (line: Buffer, offset: number) => void | Promise<void>): Promise<number> {
  const piece = Buffer.alloc(pieceBytes);
  let rest: Buffer = Buffer.alloc(0); // the beginning of a line
  let offset = 0; // of the rest
  for (;;) {
    const { bytesRead } = await file.read(piece, 0, pieceBytes, offset + rest.length);
    if (bytesRead === 0) return offset;
    const bytes = rest.length === 0 ? piece.subarray(0, bytesRead) : Buffer.concat([rest, piece.subarray(0, bytesRead)]);
    let start = 0;
    for (let end = bytes.indexOf(newline, rest.length); end >= 0; end = bytes.indexOf(newline, start)) {
      const asked = take(bytes.subarray(start, end), offset + start);
      if (asked) await asked;
      start = end + 1;
    }
    rest = Buffer.from(bytes.subarray(start));
    offset += start;
  }
}

const usualLine = 1 << 11; // bytes

/** The line that begins there, without its newline. */
export async function readLineAt(file: FileHandle, offset: number): Promise<string> {
  let bytes: Buffer = Buffer.alloc(0);
  for (let length = usualLine; ; length *= 2) {
    const piece = Buffer.alloc(length);
    const { bytesRead } = await file.read(piece, 0, length, offset + bytes.length);
    bytes = bytes.length === 0 ? piece.subarray(0, bytesRead) : Buffer.concat([bytes, piece.subarray(0, bytesRead)]);
    const end = bytes.indexOf(newline);
    if (end >= 0 || bytesRead === 0) return bytes.toString("utf8", 0, end < 0 ? bytes.length : end);
  }
}
