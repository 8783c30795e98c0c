// Some tables of a WOFF font as an OpenType font: inflated by the runtime's own zlib, which is faster than a font library's.
//
// Source    W3C, WOFF File Format 1.0, sections 4 and 5; OpenType 1.9, "Table Directory".
import { inflateSync } from "node:zlib";

interface Table {
  readonly entry: Uint8Array; // tag, checksum: 4 bytes each
  readonly bytes: Uint8Array;
}

/** @param wanted tags of tables; those that the font lacks are passed over */
export function readWoff(woff: Uint8Array, wanted: readonly string[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(woff.buffer, woff.byteOffset, woff.byteLength);
  const found: Table[] = [];
  for (let at = 44, count = view.getUint16(12); count > 0; at += 20, count--) {
    const tag = new TextDecoder("latin1").decode(woff.subarray(at, at + 4));
    if (!wanted.includes(tag)) continue;
    const [start, packed, length] = [view.getUint32(at + 4), view.getUint32(at + 8), view.getUint32(at + 12)];
    const stored = woff.subarray(start, start + packed);
    found.push({ entry: entryOf(woff, at), bytes: packed < length ? inflateSync(stored) : stored });
  }
  return assembled(view.getUint32(4), found);
}

/** Tag and checksum, as OpenType has them side by side. */
function entryOf(woff: Uint8Array, at: number): Uint8Array {
  const entry = new Uint8Array(8);
  entry.set(woff.subarray(at, at + 4));
  entry.set(woff.subarray(at + 16, at + 20), 4);
  return entry;
}

const padded = (length: number): number => (length + 3) & ~3;

function assembled(flavour: number, found: readonly Table[]): Uint8Array<ArrayBuffer> {
  let offset = 12 + 16 * found.length;
  const font = new Uint8Array(found.reduce((sum, { bytes }) => sum + padded(bytes.length), offset));
  const view = new DataView(font.buffer);
  view.setUint32(0, flavour);
  view.setUint16(4, found.length);
  found.forEach(({ entry, bytes }, index) => {
    const at = 12 + 16 * index;
    font.set(entry, at);
    view.setUint32(at + 8, offset);
    view.setUint32(at + 12, bytes.length);
    font.set(bytes, offset);
    offset += padded(bytes.length);
  });
  return font;
}
