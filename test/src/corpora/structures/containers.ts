// Files of chunks behind one another: RIFF (WebP) and ISO base media (AVIF, HEIC), whose boxes hold boxes.
import { joined } from "../edits.ts";
import { bigEndian } from "./png.ts";
import type { FilePart, FileStructure } from "./structure.ts";

const littleEndian = (value: number): Uint8Array => bigEndian(value).toReversed();

/** "RIFF", size, "WEBP"; then chunks of a name, a size and that many bytes, to an even number. */
export const riffStructure: FileStructure = {
  split: (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const parts: FilePart[] = [];
    for (let at = 12; at + 8 <= bytes.length; ) {
      const size = view.getUint32(at + 4, true);
      const end = at + 8 + size;
      if (end > bytes.length) break;
      parts.push({ head: bytes.subarray(at, at + 4), data: bytes.subarray(at + 8, end) });
      at = end + (size % 2);
    }
    return parts;
  },
  join: (parts) => {
    const chunks = joined(...parts.flatMap(({ head, data }) => [head, littleEndian(data.length), data, new Uint8Array(data.length % 2)]));
    return joined(new TextEncoder().encode("RIFF"), littleEndian(chunks.length + 4), new TextEncoder().encode("WEBP"), chunks);
  },
};

const holders = ["moov", "meta", "iprp", "ipco", "trak", "mdia", "minf", "stbl", "dinf", "iref"];

/** Boxes of a size, a name and what they hold. @param lead bytes before the first: a version and flags */
const boxesBehind = (lead: number): FileStructure => ({
  split: (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const parts: FilePart[] = lead > 0 ? [{ head: new Uint8Array(), data: bytes.subarray(0, lead) }] : [];
    for (let at = lead; at + 8 <= bytes.length; ) {
      const size = view.getUint32(at);
      if (size < 8 || at + size > bytes.length) return undefined;
      parts.push({ head: bytes.subarray(at + 4, at + 8), data: bytes.subarray(at + 8, at + size) });
      at += size;
    }
    return parts;
  },
  join: (parts) => joined(...parts.flatMap(({ head, data }) => (head.length === 0 ? [data] : [bigEndian(data.length + 8), head, data]))),
  inside: ({ head }) => {
    const name = new TextDecoder("latin1").decode(head);
    return holders.includes(name) ? boxesBehind(name === "meta" || name === "iref" ? 4 : 0) : undefined;
  },
});

export const boxStructure = boxesBehind(0);
