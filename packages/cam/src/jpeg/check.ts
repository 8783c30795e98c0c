// Whether a JPEG's image data are whole: every code of every scan is read, and no value is decoded. Decoders paint grey what is
// missing and go on behind what is damaged, many without a word; an explanation of grey paint would be wrong.
// Source: ITU-T T.81 (1992), annexes F and G. Damage is what makes libjpeg warn (jerror.h), but for bytes that are merely superfluous:
// those harm nothing, and many cameras write them.
import { ImageError } from "../preprocess/image.ts";
import { blocksOf, readFrame, readScanHeader, type JpegFrame, type Component, type ScanHeader } from "./header.ts";
import {
  tablesIn, badCode, passBand, passBlock, passDc, refineBand, acSkips, codesOf, dcSkips, type StoredTable, type Band,
  type Codes, type Skips,
} from "./blocks.ts";
import {
  DHT, DRI, isFrame, segmentsOf, SOS, endOfScan, intervalsOf, positionAfter, corrupt, isRestart, type Interval,
} from "./segments.ts";

/**
 * Follows every code of the image data to its end: whether a JPEG is whole.
 * @param bytes whose header was read (header.ts)
 * @returns the bytes among the image data that belong to nothing, in file order; undefined where the data cannot be followed
 * for want of a Huffman table, for which decoders have one of their own
 * @throws ImageError "image-truncated" where data end before the picture does, "image-corrupt"
 * @example
 * ```ts
 * import { checkJpeg, ImageError } from "@camlucida/cam";
 *
 * checkJpeg(jpeg); // → []
 * const damaged = jpeg.slice();
 * damaged.fill(0x55, 20_000, 20_100);
 * try {
 *   checkJpeg(damaged); // a decoder would have gone on, and painted the rest grey
 * } catch (error) {
 *   if (error instanceof ImageError) error.code; // → "image-truncated"
 * }
 * ```
 */
export function checkJpeg(bytes: Uint8Array): readonly Range[] | undefined {
  const huffman = new Map<number, StoredTable>();
  const spare: Range[] = [];
  let restart = 0; // units between restart markers; 0: there are none
  let frame: JpegFrame | undefined;
  let nonzero: Uint32Array[] = []; // for each component, [blocks, 2]: blocks.ts
  for (const { marker, data, to } of segmentsOf(bytes)) {
    if (marker === DHT) for (const [name, table] of tablesIn(data)) huffman.set(name, table);
    if (marker === DRI) restart = ((data[0] ?? 0) << 8) | (data[1] ?? 0);
    if (isFrame(marker)) {
      frame = readFrame(marker, data);
      nonzero = frame.progressive ? noneOf(frame) : [];
    }
    if (marker !== SOS || frame === undefined) continue;
    const walk = walkOf(frame, readScanHeader(data, frame), huffman, nonzero);
    if (walk === undefined) return undefined;
    const found = walkScan(bytes, to, walk, restart);
    if ("what" in found) throw errorOf(found, Math.floor((found.row * frame.height) / walk.rows), frame.height);
    spare.push(...found);
  }
  return spare;
}

const noneOf = (frame: JpegFrame): Uint32Array[] => frame.components.map((component) => {
  const { across, down } = blocksOf(frame, component);
  return new Uint32Array(2 * across * down);
});

/** @param row of pixels */
function errorOf({ what }: Fault, row: number, rows: number): ImageError {
  if (what === "ends") {
    return new ImageError("image-truncated", `The JPEG's data end before the picture does, at row ${row} of ${rows}. Copy or download it again.`);
  }
  const reason = what === "code" ? "its data make no sense" : "a restart marker is lost";
  return new ImageError("image-corrupt", `The JPEG is damaged: ${reason} at row ${row} of ${rows}. Copy or download it again.`);
}

// The walk through the units of one scan. Source: T.81 §A.2, §G.1.

/** One unit passed over. @returns the position behind it, or `badCode` */
type Pass = (data: Uint8Array, from: number, unit: number) => number;

interface Walk {
  readonly units: number;
  readonly rows: number; // of units, to tell where something is
  readonly pass: Pass;
  /** At a restart marker. */
  restart(): void;
}

/** @param nonzero for each component of the frame, [blocks, 2]: blocks.ts @returns undefined where a table is missing, for which decoders have their own */
function walkOf(frame: JpegFrame, scan: ScanHeader, huffman: ReadonlyMap<number, StoredTable>, nonzero: readonly Uint32Array[]): Walk | undefined {
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
interface Fault {
  readonly what: "ends" | "code" | "restart";
  readonly row: number; // of units
}

/** @returns the bytes that belong to nothing, in file order; or what is wrong */
function walkScan(bytes: Uint8Array, from: number, walk: Walk, restart: number): readonly Range[] | Fault {
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
