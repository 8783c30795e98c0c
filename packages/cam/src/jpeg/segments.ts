// A JPEG file → its marker segments, in file order. Decodes nothing.
// Source: ITU-T T.81 (1992), annex B "Compressed data formats".
import { ImageError } from "../preprocess/image.ts";

export interface Segment {
  readonly marker: number; // its second byte: 0xda for SOS
  readonly data: Uint8Array; // behind the length
  readonly from: number; // of the marker's first byte
  readonly to: number; // behind the data
}

export const DHT = 0xc4;
export const EOI = 0xd9;
export const SOS = 0xda;
export const DRI = 0xdd;
export const APP0 = 0xe0;
export const APP1 = 0xe1;
export const APP14 = 0xee;

/**
 * Every segment from SOI up to EOI, which is the last one given. What lies between segments is skipped: entropy-coded data behind
 * SOS, and bytes that belong to nothing. What follows EOI is ignored.
 * @throws ImageError "image-truncated" where the file ends before EOI, "image-corrupt"
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

export function startsWith(data: Uint8Array, text: string): boolean {
  return String.fromCharCode(...data.subarray(0, text.length)) === text;
}

export function corrupt(reason: string): ImageError {
  return new ImageError("image-corrupt", `The JPEG is damaged: ${reason}.`);
}

function truncated(have: number): ImageError {
  return new ImageError("image-truncated", `The JPEG ends after ${have} bytes, before its end marker. Copy or download it again.`);
}
