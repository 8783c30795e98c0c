// The header of one scan (SOS), and the walk through its units: every code is read, no value is decoded. Source: T.81 §A.2, §B.2.3, §G.1.
import { badCode, passBand, passBlock, passDc, refineBand, type Band } from "./blocks.ts";
import { endOfScan, intervalsOf, positionAfter, type Interval } from "./entropy.ts";
import { blocksOf, type Component, type JpegFrame } from "./frame.ts";
import { acSkips, codesOf, dcSkips, type Codes, type Skips, type StoredTable } from "./huffman.ts";
import { corrupt, isRestart } from "./segments.ts";

export interface ScanHeader {
  readonly components: readonly { readonly index: number; readonly dc: number; readonly ac: number }[]; // in the frame; its tables
  readonly first: number; // coefficient, in zigzag order
  readonly last: number;
  readonly high: number; // bits that earlier scans left to do; 0: this is the first
  readonly low: number; //  bits that this one leaves
}

/** @param data components u8, for each of them id and tables 4 + 4 bits, first u8, last u8, high and low 4 + 4 bits */
export function readScanHeader(data: Uint8Array, frame: JpegFrame): ScanHeader {
  const count = data[0] ?? 0;
  if (count < 1 || count > 4 || data.length !== 4 + 2 * count) throw corrupt("a scan's header has another length than it declares");
  const components = Array.from({ length: count }, (_, at) => {
    const [id, tables = 0] = data.subarray(1 + 2 * at, 3 + 2 * at);
    const index = frame.components.findIndex((component) => component.id === id);
    if (index < 0) throw corrupt("a scan names a component that there is not");
    return { index, dc: tables >> 4, ac: tables & 15 };
  });
  const [first = 0, last = 0, bits = 0] = data.subarray(1 + 2 * count);
  // A sequential scan holds all there is, whatever its header says; decoders only remark on it.
  if (!frame.progressive) return { components, first: 0, last: 63, high: 0, low: 0 };
  if (last > 63 || (first === 0 ? last !== 0 : first > last || count > 1)) throw corrupt(`a scan holds coefficients ${first} to ${last} of ${count} components`);
  return { components, first, last, high: bits >> 4, low: bits & 15 };
}

/** One unit passed over. @returns the position behind it, or `badCode` */
type Pass = (data: Uint8Array, from: number, unit: number) => number;

export interface Walk {
  readonly units: number;
  readonly rows: number; // of units, to tell where something is
  readonly pass: Pass;
  /** At a restart marker. */
  restart(): void;
}

/** @param nonzero for each component of the frame, [blocks, 2]: blocks.ts @returns undefined where a table is missing, for which decoders have their own */
export function walkOf(frame: JpegFrame, scan: ScanHeader, huffman: ReadonlyMap<number, StoredTable>, nonzero: readonly Uint32Array[]): Walk | undefined {
  const grid = { ...gridOf(frame, scan), restart: () => undefined };
  const order = blocksIn(frame, scan);
  if (scan.high > 0 && scan.first === 0) return { ...grid, pass: refineDc(order.length) };
  const tables = tablesFor(scan, huffman);
  if (tables === undefined) return undefined;
  if (scan.first > 0) return bandWalk(grid, scan, codesOf(tables.ac[0] as StoredTable), nonzero);
  const [dc, ac] = [tables.dc.map(dcSkips), tables.ac.map(acSkips)];
  const pass = scan.last === 0
    ? passUnit(order, (data, at, of) => passDc(data, at, dc[of] as Skips))
    : passUnit(order, (data, at, of) => passBlock(data, at, dc[of] as Skips, ac[of] as Skips));
  return { ...grid, pass };
}

/** [components of the scan] those that it needs, of each class. */
function tablesFor({ components, first, last }: ScanHeader, huffman: ReadonlyMap<number, StoredTable>): Record<"dc" | "ac", StoredTable[]> | undefined {
  const dc = first > 0 ? [] : components.map((component) => huffman.get(component.dc));
  const ac = last === 0 ? [] : components.map((component) => huffman.get(0x10 | component.ac));
  const known = (table: StoredTable | undefined): table is StoredTable => table !== undefined;
  return dc.every(known) && ac.every(known) ? { dc, ac } : undefined;
}

/** A unit of one component is a block of what the picture covers; one of several holds as many of each as it has samples. */
function gridOf(frame: JpegFrame, { components }: ScanHeader): Pick<Walk, "units" | "rows"> {
  const alone = components.length === 1 ? frame.components[components[0]?.index ?? 0] : undefined;
  const { across, down } = blocksOf(frame, alone ?? { across: 1, down: 1 });
  return { units: across * down, rows: down };
}

/** [blocks of a unit] which component of the scan each belongs to. */
function blocksIn({ components }: JpegFrame, scan: ScanHeader): number[] {
  if (scan.components.length === 1) return [0];
  const blocks = scan.components.flatMap(({ index }, of) => {
    const { across, down } = components[index] as Component;
    return Array<number>(across * down).fill(of);
  });
  if (blocks.length > 10) throw corrupt(`a unit of it has ${blocks.length} blocks, where there can be 10`);
  return blocks;
}

function passUnit(order: readonly number[], passOne: (data: Uint8Array, at: number, of: number) => number): Pass {
  return (data, from) => {
    let at = from;
    for (const of of order) {
      at = passOne(data, at, of);
      if (at === badCode) return badCode;
    }
    return at;
  };
}

const refineDc = (blocks: number): Pass => (_, from) => from + blocks;

function bandWalk(grid: Pick<Walk, "units" | "rows">, { components, first, last, high }: ScanHeader, codes: Codes, nonzero: readonly Uint32Array[]): Walk {
  const band: Band = { first, last, codes, nonzero: nonzero[components[0]?.index ?? 0] as Uint32Array, empty: 0 };
  const passOne = high === 0 ? passBand : refineBand;
  return { ...grid, pass: (data, from, unit) => passOne(data, from, band, unit), restart: () => { band.empty = 0; } };
}

/** Bytes of the file, from … to. */
export type Range = readonly [from: number, to: number];

/** What is wrong with a scan's data, and where. */
export interface Fault {
  readonly what: "ends" | "code" | "restart";
  readonly row: number; // of units
}

/** @returns the bytes that belong to nothing, in file order; or what is wrong */
export function walkScan(bytes: Uint8Array, from: number, walk: Walk, restart: number): readonly Range[] | Fault {
  const read = intervalsOf(bytes);
  const spare: Range[] = [];
  let start = from;
  for (let [unit, count] = [0, 0]; unit < walk.units; count++) {
    const interval = read(start);
    const end = restart === 0 ? walk.units : Math.min(walk.units, unit + restart);
    const at = walkInterval(interval, unit, end, walk);
    if (typeof at !== "number") return at;
    unit = end;
    const last = unit === walk.units;
    if (!last && interval.marker !== (0xd0 | (count & 7))) {
      return { what: isRestart(interval.marker) ? "restart" : "ends", row: rowOf(unit, walk) };
    }
    const used = positionAfter(bytes, interval, Math.ceil(at / 8));
    const to = last ? endOfScan(bytes, interval.to) : interval.to;
    if (used < to) spare.push([used, to]);
    start = interval.next;
  }
  return spare;
}

/** @returns the position behind its last unit, in bits */
function walkInterval({ data, bits }: Interval, from: number, to: number, walk: Walk): number | Fault {
  walk.restart();
  let at = 0;
  for (let unit = from; unit < to; unit++) {
    at = walk.pass(data, at, unit);
    if (at === badCode) return { what: "code", row: rowOf(unit, walk) };
    if (at > bits) return { what: "ends", row: rowOf(unit, walk) };
  }
  return at;
}

const rowOf = (unit: number, { units, rows }: Walk): number => Math.floor((unit * rows) / units);
