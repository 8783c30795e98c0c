// A JPEG file → its marker segments, in file order, and the entropy-coded data between them. Decodes nothing.
// Source: ITU-T T.81 (1992), annex B "Compressed data formats".
import { ImageError } from "../preprocess/image.ts";

/** A marker segment of a JPEG. */
export interface Segment {
  readonly marker: number; // its second byte: 0xda for SOS
  readonly data: Uint8Array; // behind the length
  readonly from: number; // of the marker's first byte
  readonly to: number; // behind the data
}

export const DHT = 0xc4;
export const EOI = 0xd9;
/** The marker of a scan: image data follow. */
export const SOS = 0xda;
export const DRI = 0xdd;
/** The marker of the segment in which JFIF introduces itself. */
export const APP0 = 0xe0;
export const APP1 = 0xe1;
/** The marker of the segment in which Adobe states how colours are coded. */
export const APP14 = 0xee;

/**
 * Every segment from SOI up to EOI, which is the last one given. What lies between segments is skipped: entropy-coded data behind
 * SOS, and bytes that belong to nothing. What follows EOI is ignored.
 * @throws ImageError "image-truncated" where the file ends before EOI, "image-corrupt"
 * @example
 * ```ts
 * import { APP0, segmentsOf, SOS } from "@camlucida/cam";
 *
 * const markers = Array.from(segmentsOf(jpeg), ({ marker }) => marker);
 * [markers[0] === APP0, markers.includes(SOS)]; // → [true, true]
 * ```
 */
export function* segmentsOf(bytes: Uint8Array): Generator<Segment> {
  for (let at = 2; ; ) {
    const start = nextMarker(bytes, at);
    const marker = bytes[start - 1] as number;
    if (marker === EOI) {
      yield { marker, data: bytes.subarray(start, start), from: start - 2, to: start };
      return;
    }
    const length = ((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0); // counts itself
    if (start + 2 > bytes.length || start + length > bytes.length) throw truncated(bytes.length);
    if (length < 2) throw corrupt(`segment 0x${marker.toString(16)} declares ${length} bytes`);
    at = start + length;
    yield { marker, data: bytes.subarray(start + 2, at), from: start - 2, to: at };
  }
}

/** The index behind the next marker that opens a segment: skips data, stuffed zeros, fill bytes, RST0…7 and TEM, as libjpeg does. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = from; ; ) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) throw truncated(bytes.length);
    while (bytes[at] === 0xff) at++;
    const marker = bytes[at];
    if (marker === undefined) throw truncated(bytes.length);
    at++;
    const standsAlone = marker <= 0x01 || isRestart(marker);
    if (!standsAlone) return at;
  }
}

/** RST0…RST7. */
export const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;

/** SOF0…SOF15, without DHT (C4), JPG (C8) and DAC (CC), which lie in between. */
export const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && marker !== DHT && marker !== 0xc8 && marker !== 0xcc;

/**
 * Whether a segment's data begin with a text, one byte for each letter.
 * @example
 * ```ts
 * import { APP0, segmentsOf, startsWith } from "@camlucida/cam";
 *
 * const first = [...segmentsOf(jpeg)].find(({ marker }) => marker === APP0);
 * first && startsWith(first.data, "JFIF"); // → true
 * ```
 */
export function startsWith(data: Uint8Array, text: string): boolean {
  return String.fromCharCode(...data.subarray(0, text.length)) === text;
}

export function corrupt(reason: string): ImageError {
  return new ImageError("image-corrupt", `The JPEG is damaged: ${reason}.`);
}

function truncated(have: number): ImageError {
  return new ImageError("image-truncated", `The JPEG ends after ${have} bytes, before its end marker. Copy or download it again.`);
}

// The entropy-coded data of one scan, cut at its restart markers and without the zeros stuffed behind 0xff. Source: T.81 §B.1.1.5.

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
