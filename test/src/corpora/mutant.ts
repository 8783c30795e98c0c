// Files that nobody wrote: a committed file, changed one to four times. Format, seed and index give the very same bytes again.
import { edited } from "./edits.ts";
import { type FormatName, formatOf, type SeedFile } from "./formats.ts";
import { type Chance, chanceOf } from "./random.ts";
import { restructured } from "./structures/structure.ts";

const largestMutant = 2 ** 20; // bytes

/** A mutant, and what it was made from. */
export interface Mutant {
  readonly madeFrom: string;
  readonly bytes: Uint8Array;
}

/** @param seeds of the format, at least one */
export function mutantOf(format: FormatName, seeds: readonly SeedFile[], seed: number, index: number): Mutant {
  const chance = chanceOf(seed, index);
  const [first, second] = [drawn(seeds, chance), drawn(seeds, chance)];
  const count = chance.among([1, 1, 1, 2, 2, 4]);
  let { bytes } = first;
  for (let i = 0; i < count; i++) bytes = changed(format, bytes, chance, second.bytes);
  return { madeFrom: first.name, bytes };
}

function drawn(seeds: readonly SeedFile[], chance: Chance): SeedFile {
  const [first, ...others] = seeds;
  if (first === undefined) throw new Error("There is no file of this format to make mutants from.");
  return chance.among([first, ...others]);
}

function changed(format: FormatName, bytes: Uint8Array, chance: Chance, other: Uint8Array): Uint8Array {
  const { structure } = formatOf(format);
  const byItsParts = structure && chance.happens(0.75) ? restructured(structure, bytes, chance, other) : undefined;
  return (byItsParts ?? edited(bytes, chance, other)).subarray(0, largestMutant);
}
