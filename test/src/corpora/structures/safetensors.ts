// Safetensors: a header of JSON, with its length before it, and the numbers.
import { joined } from "../edits.ts";
import type { Chance } from "../random.ts";
import type { FilePart, FileStructure } from "./structure.ts";

const isHeader = ({ head }: FilePart): boolean => head.length > 0;

export const safetensorsStructure: FileStructure = {
  split: (bytes) => {
    if (bytes.length < 8) return undefined;
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true));
    if (8 + length > bytes.length) return undefined;
    return [{ head: Uint8Array.of(1), data: bytes.subarray(8, 8 + length) }, { head: new Uint8Array(), data: bytes.subarray(8 + length) }];
  },
  join: (parts) => joined(...parts.flatMap((part) => (isHeader(part) ? [wide(part.data.length), part.data] : [part.data]))),
  inside: (part) => (isHeader(part) ? jsonStructure : undefined),
};

function wide(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}

/** The tokens of a JSON text. */
const jsonStructure: FileStructure = {
  split: (bytes) => {
    const tokens = new TextDecoder("latin1").decode(bytes).match(/"(?:[^"\\]|\\.)*"|-?[\d.eE+-]+|\s+|[^]/g) ?? [];
    return tokens.map((token) => ({ head: new Uint8Array(), data: Uint8Array.from(token, (letter) => letter.charCodeAt(0)) }));
  },
  join: (parts) => joined(...parts.flatMap(({ head, data }) => [head, data])),
  edit: (_, chance) => new TextEncoder().encode(tokenOf(chance)),
};

const tokenOf = (chance: Chance): string => chance.among([
  "0", "-1", "1", "1.5", "1e400", "4294967296", "9007199254740992", "18446744073709551616", "null", "true", "[]", "{}", "[[[[0]]]]",
  '"F32"', '"F16"', '"BF16"', '"I64"', '"F8_E4M3"', '"BOOL"', '"__metadata__"', '"__proto__"', '"dtype"', '"shape"', '"data_offsets"', '"\\u0000"', '"\\ud800"', '""', `"${"a".repeat(3000)}"`, "[0,0]", "[0,4294967296]", ",", ":", "{", "}", "[", "]",
]);
