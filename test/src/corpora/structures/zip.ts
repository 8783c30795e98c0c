// PyTorch's files: a zip archive of stored entries, one of which is a pickle; before 1.6 pickles behind one another, then the numbers.
import { crc32 } from "node:zlib";
import { joined } from "../edits.ts";
import { pickleStructure } from "./pickle.ts";
import { bigEndian } from "./png.ts";
import type { FilePart, FileStructure } from "./structure.ts";

const zipStructure: FileStructure = {
  split: (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = bytes.length - 22;
    if (end < 0 || view.getUint32(end, true) !== 0x06054b50) return undefined;
    const parts: FilePart[] = [];
    for (let at = view.getUint32(end + 16, true); at + 46 <= end && view.getUint32(at, true) === 0x02014b50; ) {
      const name = view.getUint16(at + 28, true);
      const [size, place] = [view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
      if (place + 30 > end) break;
      const begin = place + 30 + view.getUint16(place + 26, true) + view.getUint16(place + 28, true);
      parts.push({ head: bytes.subarray(at + 46, at + 46 + name), data: bytes.subarray(begin, begin + size) });
      at += 46 + name + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
    return parts;
  },
  join: (parts) => {
    let place = 0;
    const [entries, directory]: [Uint8Array[], Uint8Array[]] = [[], []];
    for (const { head, data } of parts) {
      const facts = joined(new Uint8Array(8), words(crc32(data), data.length, data.length), halves(head.length, 0));
      const entry = joined(words(0x04034b50), halves(20), facts, head, data);
      directory.push(joined(words(0x02014b50), halves(20, 20), facts, new Uint8Array(10), words(place), head));
      entries.push(entry);
      place += entry.length;
    }
    const list = joined(...directory);
    return joined(...entries, list, words(0x06054b50, 0), halves(parts.length, parts.length), words(list.length, place), halves(0));
  },
  inside: ({ head }) => (new TextDecoder("latin1").decode(head).endsWith(".pkl") ? pickleStructure : undefined),
};

const words = (...values: readonly number[]): Uint8Array => joined(...values.map((value) => bigEndian(value).toReversed()));
const halves = (...values: readonly number[]): Uint8Array => joined(...values.map((value) => Uint8Array.of(value, value >> 8)));

const isPickle = (bytes: Uint8Array): boolean => bytes[0] === 0x80;

export const pthStructure: FileStructure = {
  split: (bytes) => (isPickle(bytes) ? [{ head: new Uint8Array(), data: bytes }] : zipStructure.split(bytes)),
  join: (parts) => (parts.some(({ head }) => head.length > 0) ? zipStructure.join(parts) : joined(...parts.map(({ data }) => data))),
  inside: (part) => (part.head.length === 0 ? pickleStructure : zipStructure.inside?.(part)),
};
