// The entropy-coded data of one scan, cut at its restart markers and without the zeros stuffed behind 0xff. Source: T.81 §B.1.1.5.
import { isRestart } from "./segments.ts";

export interface Interval {
  readonly data: Uint8Array; // [bytes + slack]: what is coded, then zeros; valid until the next interval is read
  readonly bits: number; // coded
  readonly from: number; // in the file
  readonly to: number; // in the file: where the marker that ends it begins
  readonly next: number; // in the file: behind that marker
  readonly marker: number; // that ends it
}

/** More than the longest unit takes: 10 blocks of 64 codes of 16 bits with values of 15. Reading past the end gives zeros. */
const slack = 2560; // bytes

/** @returns what reads one interval after the other */
export function intervalsOf(bytes: Uint8Array): (from: number) => Interval {
  let buffer = new Uint8Array(slack);
  return (from) => {
    const end = endOf(bytes, from);
    if (buffer.length < end.to - from + slack) buffer = new Uint8Array(2 * (end.to - from) + slack);
    const length = unstuff(bytes.subarray(from, end.to), buffer);
    buffer.fill(0, length, length + slack);
    return { data: buffer, bits: 8 * length, from, ...end };
  };
}

/** The next marker that is one: 0xff before zero is data. A file that ends without one was refused by its header. */
function endOf(bytes: Uint8Array, from: number): Pick<Interval, "to" | "next" | "marker"> {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at)) {
    const to = at;
    while (bytes[at] === 0xff) at++;
    const marker = bytes[at++];
    if (marker === undefined) break;
    if (marker !== 0) return { to, next: at, marker };
  }
  return { to: bytes.length, next: bytes.length, marker: 0 };
}

/** @returns how many bytes were written to `out` */
function unstuff(data: Uint8Array, out: Uint8Array): number {
  let to = 0;
  for (let from = 0; from < data.length; ) {
    const at = data.indexOf(0xff, from);
    const end = at < 0 ? data.length : at + 1; // the 0xff itself is data
    out.set(data.subarray(from, end), to);
    to += end - from;
    from = end;
    if (at >= 0) from = behindZero(data, end);
  }
  return to;
}

/** Fill bytes may stand between 0xff and its zero. */
function behindZero(data: Uint8Array, from: number): number {
  let at = from;
  while (data[at] === 0xff) at++;
  return at + 1;
}

/** Where in the file the data go on after so many coded bytes of an interval. */
export function positionAfter(bytes: Uint8Array, { from, to }: Interval, coded: number): number {
  let at = from;
  for (let count = 0; count < coded && at < to; count++) {
    at = bytes[at] === 0xff ? behindZero(bytes, at + 1) : at + 1;
  }
  return at;
}

/** The first marker from here on that is no restart: where the next segment begins. */
export function endOfScan(bytes: Uint8Array, from: number): number {
  let end = endOf(bytes, from);
  while (isRestart(end.marker) || end.marker === 0x01) end = endOf(bytes, end.next);
  return end.to;
}
