// JPEG: segments, each with its marker and length, and the data behind a scan's header.
import { joined } from "../edits.ts";
import type { FilePart, FileStructure } from "./structure.ts";

/** A part without a head is a scan's data. */
export const jpegStructure: FileStructure = {
  split: (bytes) => {
    const parts: FilePart[] = [];
    for (let at = 2; at + 4 <= bytes.length; ) {
      const [marker, length] = [bytes[at + 1], (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0)];
      if (bytes[at] !== 0xff || at + 2 + length > bytes.length) break;
      parts.push({ head: bytes.subarray(at, at + 2), data: bytes.subarray(at + 4, at + 2 + length) });
      at += 2 + length;
      if (marker !== 0xda) continue;
      const end = endOfScan(bytes, at);
      parts.push({ head: new Uint8Array(), data: bytes.subarray(at, end) });
      at = end;
    }
    return parts;
  },
  join: (parts) => joined(Uint8Array.of(0xff, 0xd8), ...parts.flatMap(({ head, data }) => (head.length === 0 ? [data] : [head, lengthOf(data), data])), Uint8Array.of(0xff, 0xd9)),
};

const lengthOf = ({ length }: Uint8Array): Uint8Array => Uint8Array.of((length + 2) >> 8, length + 2);

/** Where the next marker is that is neither a stuffed byte nor a restart. */
function endOfScan(bytes: Uint8Array, begin: number): number {
  for (let at = begin; at + 1 < bytes.length; at++) {
    const next = bytes[at + 1] ?? 0;
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}
