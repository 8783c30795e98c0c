// Changes of bytes that know nothing of what the bytes mean.
import { Buffer } from "node:buffer";
import type { Chance } from "./random.ts";

/** A change of a file, or of a part of one. Another file of the same format is there to take bytes from. */
type Edit = (bytes: Uint8Array, chance: Chance, other: Uint8Array) => Uint8Array;

export const joined = (...pieces: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(pieces));

/** One change of any kind. */
export function edited(bytes: Uint8Array, chance: Chance, other: Uint8Array): Uint8Array {
  const edit = chance.among(edits);
  return edit(bytes, chance, other);
}

/** Changes copies of single bytes in place. */
const inPlace = (change: (copy: Uint8Array, at: number, chance: Chance) => void): Edit => (bytes, chance) => {
  const copy = bytes.slice();
  const count = 1 + chance.below(4);
  for (let i = 0; i < count && copy.length > 0; i++) change(copy, chance.below(copy.length), chance);
  return copy;
};

const flip = inPlace((copy, at, chance) => { copy[at] = (copy[at] ?? 0) ^ (1 << chance.below(8)); });

const set = inPlace((copy, at, chance) => {
  const old = copy[at] ?? 0;
  copy[at] = chance.among([0, 0xff, 0x7f, 0x80, old + 1, old - 1, chance.below(256)]);
});

/** Whole numbers at which programs break: the ends of what fits, one beyond, and sizes that are only just allowed. */
const extremes = [0n, 1n, -1n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0x8000n, 0xffffn, 0x10000n, 0x7fffffffn, 0x80000000n, 0xfffffff0n, 2n ** 40n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n] as const;

/** A number as one of those, of 2, 4 or 8 bytes, either end first. Most lengths stand near a file's beginning. */
const extreme: Edit = (bytes, chance) => {
  const copy = bytes.slice();
  const width = chance.among([2, 4, 4, 4, 8]);
  const at = chance.below((chance.happens(0.5) ? Math.min(64, copy.length) : copy.length) - width + 1);
  const value = BigInt.asUintN(8 * width, chance.among(extremes));
  const littleEnd = chance.happens(0.5);
  for (let i = 0; i < width && at + i < copy.length; i++) copy[at + i] = Number((value >> BigInt(8 * (littleEnd ? i : width - 1 - i))) & 0xffn);
  return copy;
};

/** [begin, end) within `length` bytes: mostly short. */
function range(length: number, chance: Chance): readonly [begin: number, end: number] {
  const begin = chance.below(length);
  const size = chance.happens(0.7) ? 1 + chance.below(16) : 1 + chance.below(length - begin);
  return [begin, Math.min(length, begin + size)];
}

const remove: Edit = (bytes, chance) => {
  const [begin, end] = range(bytes.length, chance);
  return joined(bytes.subarray(0, begin), bytes.subarray(end));
};

const repeat: Edit = (bytes, chance) => {
  const [begin, end] = range(bytes.length, chance);
  const copies = Array.from({ length: chance.among([1, 1, 1, 2, 50]) }, () => bytes.subarray(begin, end));
  return joined(bytes.subarray(0, end), ...copies, bytes.subarray(end));
};

const insert: Edit = (bytes, chance) => {
  const at = chance.below(bytes.length + 1);
  const noise = Uint8Array.from({ length: 1 + chance.below(16) }, () => chance.below(256));
  return joined(bytes.subarray(0, at), noise, bytes.subarray(at));
};

const overwrite: Edit = (bytes, chance) => {
  const [begin, end] = range(bytes.length, chance);
  const copy = bytes.slice();
  return chance.happens(0.5) ? copy.fill(chance.among([0, 0xff]), begin, end) : copy.copyWithin(chance.below(copy.length), begin, end);
};

const cut: Edit = (bytes, chance) => bytes.slice(0, chance.below(bytes.length));

const splice: Edit = (bytes, chance, other) => joined(bytes.subarray(0, chance.below(bytes.length)), other.subarray(chance.below(other.length)));

const edits: readonly [Edit, ...Edit[]] = [flip, flip, set, set, extreme, extreme, remove, repeat, insert, overwrite, cut, splice];
