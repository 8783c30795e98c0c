// PNG: chunks, each with its length and checksum; the image data compressed.
import { crc32, deflateSync, inflateSync } from "node:zlib";
import { joined } from "../edits.ts";
import type { FilePart, FileStructure } from "./structure.ts";

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

export const pngStructure: FileStructure = {
  split: (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const parts: FilePart[] = [];
    for (let at = signature.length; at + 12 <= bytes.length; ) {
      const end = at + 12 + view.getUint32(at);
      if (end > bytes.length) break;
      parts.push({ head: bytes.subarray(at + 4, at + 8), data: bytes.subarray(at + 8, end - 4) });
      at = end;
    }
    return parts;
  },
  join: (parts) => joined(signature, ...parts.flatMap(({ head, data }) => [bigEndian(data.length), head, data, bigEndian(crc32(joined(head, data)))])),
  inside: ({ head }) => (head[1] === 0x44 ? compressed : undefined), // IDAT
};

/** What was deflated, as one part. */
const compressed: FileStructure = {
  split: (bytes) => {
    try {
      return [{ head: new Uint8Array(), data: inflateSync(bytes) }];
    } catch {
      return undefined;
    }
  },
  join: (parts) => deflateSync(joined(...parts.flatMap(({ head, data }) => [head, data]))),
};

export function bigEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
