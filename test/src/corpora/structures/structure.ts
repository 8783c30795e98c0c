// What a format's files are made of, so that a change reaches what stands behind lengths and checksums: a file is split into its parts, some are
// changed, and the parts are joined again with lengths and checksums that are right.
import { edited } from "../edits.ts";
import type { Chance } from "../random.ts";

/** A chunk, a segment, an entry, a field: what names it, and what it holds. */
export interface FilePart {
  readonly head: Uint8Array;
  readonly data: Uint8Array;
}

/** How files of a format are taken apart. */
export interface FileStructure {
  /** @returns undefined where the bytes have another structure */
  split(bytes: Uint8Array): readonly FilePart[] | undefined;
  join(parts: readonly FilePart[]): Uint8Array;
  /** The structure of what a part holds, where it has one. */
  inside?(part: FilePart): FileStructure | undefined;
  /** The format's own way of changing what a part holds. */
  edit?(data: Uint8Array, chance: Chance): Uint8Array;
}

const mostParts = 4096; // in a mutant
const mostRepeated = 2 ** 18; // bytes

/** The file with one of its parts changed, left out, repeated, or put elsewhere; undefined where it cannot be taken apart. */
export function restructured(structure: FileStructure, bytes: Uint8Array, chance: Chance, other: Uint8Array): Uint8Array | undefined {
  const parts = structure.split(bytes);
  if (parts === undefined || parts.length === 0) return undefined;
  const at = chance.happens(0.5) ? chance.below(parts.length) : largerFirst(parts, chance);
  const changed = chance.happens(0.6) ? parts.with(at, withChange(structure, parts[at] as FilePart, chance, other)) : rearranged(structure, parts, at, chance, other);
  return structure.join(changed.slice(0, mostParts));
}

/** Where a byte of the file lies: a part is hit as often as it is long. */
function largerFirst(parts: readonly FilePart[], chance: Chance): number {
  let left = chance.below(parts.reduce((sum, { data }) => sum + data.length, 0));
  return Math.max(0, parts.findIndex(({ data }) => (left -= data.length) < 0));
}

function withChange(structure: FileStructure, part: FilePart, chance: Chance, other: Uint8Array): FilePart {
  if (chance.happens(0.1)) return { ...part, head: edited(part.head, chance, part.head) };
  const inner = structure.inside?.(part);
  const within = inner && chance.happens(0.8) ? restructured(inner, part.data, chance, part.data) : undefined;
  if (within) return { ...part, data: within };
  if (structure.edit && chance.happens(0.7)) return { ...part, data: structure.edit(part.data, chance) };
  return { ...part, data: edited(part.data, chance, other) };
}

function rearranged(structure: FileStructure, parts: readonly FilePart[], at: number, chance: Chance, other: Uint8Array): FilePart[] {
  const part = parts[at] as FilePart;
  const place = chance.below(parts.length);
  switch (chance.below(4)) {
    case 0: return parts.toSpliced(at, 1);
    case 1: return parts.toSpliced(place, 0, ...Array.from({ length: Math.min(chance.among([1, 1, 1, 3, 300]), 1 + mostRepeated / part.data.length) }, () => part));
    case 2: return parts.with(at, parts[place] as FilePart).with(place, part);
    default: {
      const foreign = structure.split(other) ?? parts;
      return parts.toSpliced(at, chance.below(2), foreign[chance.below(foreign.length)] ?? part);
    }
  }
}
