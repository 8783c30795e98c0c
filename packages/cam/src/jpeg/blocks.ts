// One block of 8×8 coefficients in entropy-coded data, passed over: no value is read that is not needed to find the next block.
// Source: T.81 annexes F.2.2 (sequential) and G.2 (progressive).
//
// A position is counted in bits from the start of an interval. `data` holds zeros behind its end (segments.ts), so nothing here asks
// whether it is reached: the caller does, once for all blocks of a unit.
//
// First the Huffman tables (DHT), as tables of what the next 16 bits mean. Source: T.81 §B.2.4.2, annexes C and F.2.2.
import { corrupt } from "./segments.ts";

const every = 1 << 16; // what 16 bits can be

/** [65536] by the next 16 bits: length of the code that they begin with << 8 | its symbol; 0 where no code begins so. */
export type Codes = Uint16Array;

/** A table as it is stored. */
export interface StoredTable {
  readonly counts: Uint8Array; // [16] codes of 1 … 16 bits
  readonly symbols: Uint8Array; // in the order of their codes
}

/** @returns each table under its class (0 DC, 1 AC) << 4 | its number @param data any number of tables, one after the other */
export function* tablesIn(data: Uint8Array): Generator<readonly [name: number, table: StoredTable]> {
  for (let at = 0; at < data.length; ) {
    const counts = data.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const end = at + 17 + total;
    if (end > data.length || total > 256) throw corrupt("a Huffman table is longer than its segment");
    yield [data[at] as number, { counts, symbols: data.subarray(at + 17, end) }];
    at = end;
  }
}

/** What stands for a code of so many bits and its symbol; 0: there is no such code. */
type Entry = (length: number, symbol: number) => number;

/** Canonical codes: each the one before it plus one, shifted where they get longer. */
function tableOf({ counts, symbols }: StoredTable, entry: Entry): Uint16Array {
  const table = new Uint16Array(every);
  let [next, at] = [0, 0]; // next code, followed by zeros to 16 bits
  for (let length = 1; length <= 16; length++) {
    const span = 1 << (16 - length);
    for (let left = counts[length - 1] as number; left > 0; left--, next += span) {
      if (next + span > every) throw corrupt("a Huffman table has more codes than there can be");
      table.fill(entry(length, symbols[at++] as number), next, next + span);
    }
  }
  return table;
}

export const codesOf = (table: StoredTable): Codes => tableOf(table, (length, symbol) => (length << 8) | symbol);

/**
 * [65536] by the next 16 bits: the bits of code and value together | the coefficients that are done with << 5; 0 where no code begins so.
 * Enough to pass over a block without decoding its values.
 */
export type Skips = Uint16Array;

/** A DC symbol is the length of the value behind it, 15 bits at most. */
export const dcSkips = (table: StoredTable): Skips => tableOf(table, (length, symbol) => (symbol > 15 ? 0 : (length + symbol) | (1 << 5)));

/** An AC symbol is a run of zeros << 4 | the length of the value behind them; without a value, 16 zeros or the end of the block. */
export const acSkips = (table: StoredTable): Skips => tableOf(table, (length, symbol) => {
  const [run, size] = [symbol >> 4, symbol & 15];
  return (length + size) | ((size > 0 || run === 15 ? run + 1 : 64) << 5);
});

/** Instead of a position: no code begins so. */
export const badCode = -1;

/** The 16 bits from a position on. Below 2³² bits a shift gives the byte. */
const sixteenAt = (data: Uint8Array, at: number): number => {
  const byte = at >>> 3;
  const bits = ((data[byte] as number) << 16) | ((data[byte + 1] as number) << 8) | (data[byte + 2] as number);
  return (bits >>> (8 - (at & 7))) & 0xffff;
};

/** A sequential block. @returns the position behind it */
export function passBlock(data: Uint8Array, from: number, dc: Skips, ac: Skips): number {
  let skip = dc[sixteenAt(data, from)] as number;
  if (skip === 0) return badCode;
  let at = from + (skip & 31);
  for (let coefficient = 1; coefficient < 64; coefficient += skip >> 5) {
    skip = ac[sixteenAt(data, at)] as number;
    if (skip === 0) return badCode;
    at += skip & 31;
  }
  return at;
}

/** The first scan of DC coefficients. */
export function passDc(data: Uint8Array, from: number, dc: Skips): number {
  const skip = dc[sixteenAt(data, from)] as number;
  return skip === 0 ? badCode : from + (skip & 31);
}

/** Coefficients of one component, as its scans come. */
export interface Band {
  readonly first: number; // coefficient, in zigzag order
  readonly last: number;
  readonly codes: Codes;
  /** [blocks, 2] one bit for every coefficient that is not zero so far: what later scans add depends on it. */
  readonly nonzero: Uint32Array;
  /** Blocks from here on in which the band holds nothing new. */
  empty: number;
}

/** The first scan of a band of AC coefficients. */
export function passBand(data: Uint8Array, from: number, band: Band, block: number): number {
  if (band.empty > 0) {
    band.empty--;
    return from;
  }
  let at = from;
  for (let k = band.first; k <= band.last; k++) {
    const code = band.codes[sixteenAt(data, at)] as number;
    if (code === 0) return badCode;
    const run = (code >> 4) & 15;
    const size = code & 15;
    at += code >> 8;
    if (size > 0) {
      k += run;
      mark(band.nonzero, block, k);
      at += size;
    } else if (run < 15) {
      band.empty = runOf(data, at, run) - 1;
      return at + run;
    } else k += 15;
  }
  return at;
}

/** A further bit of a band of AC coefficients: one for each that was not zero, and those that become so. */
export function refineBand(data: Uint8Array, from: number, band: Band, block: number): number {
  let at = from;
  let k = band.first;
  while (band.empty === 0 && k <= band.last) {
    const code = band.codes[sixteenAt(data, at)] as number;
    let run = (code >> 4) & 15;
    const size = code & 15;
    if (code === 0 || size > 1) return badCode;
    at += code >> 8;
    if (size === 0 && run < 15) {
      band.empty = runOf(data, at, run);
      at += run;
      break;
    }
    at += size; // its sign
    for (; k <= band.last; k++) {
      if (isNonzero(band.nonzero, block, k)) at++;
      else if (run-- === 0) break;
    }
    if (size > 0) mark(band.nonzero, block, k);
    k++;
  }
  if (band.empty > 0) {
    for (; k <= band.last; k++) at += Number(isNonzero(band.nonzero, block, k));
    band.empty--;
  }
  return at;
}

/** How many blocks end at once: 2^bits and what these bits say. */
const runOf = (data: Uint8Array, at: number, bits: number): number => (1 << bits) + (sixteenAt(data, at) >> (16 - bits));

const isNonzero = (nonzero: Uint32Array, block: number, k: number): boolean => (((nonzero[2 * block + (k >> 5)] as number) >>> (k & 31)) & 1) === 1;

/** A run of zeros that goes too far ends at the last coefficient, as it does for libjpeg: what follows depends on it. */
function mark(nonzero: Uint32Array, block: number, coefficient: number): void {
  const k = Math.min(coefficient, 63);
  nonzero[2 * block + (k >> 5)] = (nonzero[2 * block + (k >> 5)] as number) | (1 << (k & 31));
}
