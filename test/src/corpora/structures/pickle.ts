// A pickle: opcodes, each with its argument. What stands behind the last that is known is left as it is.
import { joined } from "../edits.ts";
import type { FilePart, FileStructure } from "./structure.ts";

/** Bytes of an argument whose length is fixed, by its opcode. */
const fixed = new Map([[0x80, 1], [0x4b, 1], [0x4d, 2], [0x4a, 4], [0x47, 8], [0x71, 1], [0x72, 4], [0x68, 1], [0x6a, 4], [0x95, 8]]);

/** Bytes of the length that stands before an argument, by its opcode. */
const counted = new Map([[0x58, 4], [0x8c, 1], [0x8d, 8], [0x54, 4], [0x55, 1], [0x42, 4], [0x43, 1], [0x8e, 8], [0x8a, 1], [0x8b, 4]]);

export const pickleStructure: FileStructure = {
  split: (bytes) => {
    const parts: FilePart[] = [];
    let at = 0;
    while (at < bytes.length) {
      const end = endOf(bytes, at);
      if (end === undefined || end > bytes.length) break;
      const width = counted.get(bytes[at] ?? 0) ?? 0;
      parts.push({ head: bytes.subarray(at, at + 1), data: bytes.subarray(at + 1 + width, end) });
      at = end;
    }
    return at < bytes.length ? [...parts, { head: new Uint8Array(), data: bytes.subarray(at) }] : parts;
  },
  join: (parts) => joined(...parts.flatMap(({ head, data }) => [head, counts(head, data.length), data])),
};

/** Where an opcode's argument ends. */
function endOf(bytes: Uint8Array, at: number): number | undefined {
  const code = bytes[at] ?? 0;
  if (code === 0x63) return lineEnd(bytes, lineEnd(bytes, at + 1)); // GLOBAL: two lines
  const width = counted.get(code);
  if (width === undefined) return at + 1 + (fixed.get(code) ?? 0);
  let length = 0;
  for (let i = width; i > 0; i--) length = length * 256 + (bytes[at + i] ?? 0);
  return at + 1 + width + length;
}

function lineEnd(bytes: Uint8Array, begin: number | undefined): number | undefined {
  const end = begin === undefined ? -1 : bytes.indexOf(0x0a, begin);
  return end < 0 ? undefined : end + 1;
}

function counts(head: Uint8Array, length: number): Uint8Array {
  return Uint8Array.from({ length: head.length === 1 ? counted.get(head[0] ?? 0) ?? 0 : 0 }, (_, i) => (i < 4 ? length >>> (8 * i) : 0));
}
