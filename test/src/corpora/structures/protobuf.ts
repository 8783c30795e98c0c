// ONNX: Protocol Buffers, messages within messages. A field whose bytes are fields throughout may be a message; a text that happens to be one is
// changed as one, which does no harm here.
import { joined } from "../edits.ts";
import type { Chance } from "../random.ts";
import type { FilePart, FileStructure } from "./structure.ts";

const ranged = 2; // the wire type of what has a length

export const protobufStructure: FileStructure = {
  split: fieldsOf,
  join: (parts) => joined(...parts.flatMap(({ head, data }) => (isRange(head) ? [head, varint(BigInt(data.length)), data] : [head, data]))),
  inside: ({ head, data }) => (isRange(head) && fieldsOf(data) ? protobufStructure : undefined),
  edit: (_, chance) => varint(numberOf(chance)),
};

const isRange = (head: Uint8Array): boolean => ((head[0] ?? 0) & 7) === ranged;

const mostFields = 40; // ONNX numbers its fields up to 26

function fieldsOf(bytes: Uint8Array): FilePart[] | undefined {
  const parts: FilePart[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = varintAt(bytes, at);
    const begin = behindVarint(bytes, at);
    const length = (tag & 7) === ranged ? varintAt(bytes, begin) : 0;
    const data = (tag & 7) === ranged ? behindVarint(bytes, begin) : begin;
    const end = endOf(bytes, tag & 7, data, length);
    if (tag >> 3 < 1 || tag >> 3 > mostFields || end === undefined || end > bytes.length) return undefined;
    parts.push({ head: bytes.subarray(at, begin), data: bytes.subarray(data, end) });
    at = end;
  }
  return parts;
}

function endOf(bytes: Uint8Array, wireType: number, data: number, length: number): number | undefined {
  switch (wireType) {
    case 0: return behindVarint(bytes, data);
    case 1: return data + 8;
    case ranged: return data + length;
    case 5: return data + 4;
    default: return undefined;
  }
}

function behindVarint(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && (bytes[end] ?? 0) >= 0x80) end++;
  return end + 1;
}

function varintAt(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[at + i] ?? 0;
    value += (byte & 0x7f) * 128 ** i;
    if (byte < 0x80) break;
  }
  return value;
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.of(...bytes, Number(rest));
}

const numberOf = (chance: Chance): bigint => chance.among([0n, 1n, 2n, 3n, 7n, 10n, 16n, 1000n, 65535n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 40n, 2n ** 53n, 2n ** 63n - 1n, -1n, -2n, -(2n ** 63n)]);
