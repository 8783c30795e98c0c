// The Huffman tables of a JPEG (DHT), as tables of what the next 16 bits mean. Source: T.81 §B.2.4.2, annexes C and F.2.2.
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
