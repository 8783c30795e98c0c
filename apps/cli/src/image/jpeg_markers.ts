// The markers of a JPEG file: its size, its kind, its EXIF block, and whether the file goes on to the end of the image.
// Source: ITU-T T.81 (1992), annex B "Compressed data formats"; EXIF 2.32 §4.7.2 (APP1); Adobe Technical Note 5116 (APP14).
import { ImageError } from "../errors.ts";

export interface JpegHeader {
  readonly format: "jpeg";
  readonly width: number; // pixels
  readonly height: number; // pixels
  readonly components: number; // 1 grey, 3 colour, 4 CMYK or YCCK
  readonly adobe: boolean; // an APP14 "Adobe" segment states the colour transform
  readonly tiff: Uint8Array | undefined; // the EXIF block (APP1), a TIFF stream
}

type Frame = Pick<JpegHeader, "width" | "height" | "components">;

/** Real files hold 1 to about 20 scans; each one costs a pass over the picture, which hostile files use to stall decoders. */
const scanLimit = 100;

const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;
const APP14 = 0xee;

/**
 * Walks the markers from SOI to EOI; decodes nothing. What follows EOI is ignored.
 * A file without EOI counts as truncated even if its last rows happen to be whole: libjpeg would paint what is missing grey.
 * @throws ImageError "image-truncated", "image-corrupt", or "image-unsupported" (arithmetic, lossless, hierarchical, not 8 bits).
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  let frame: Frame | undefined;
  let tiff: Uint8Array | undefined;
  let adobe = false;
  let scans = 0;
  for (const { marker, data } of segmentsOf(bytes)) {
    if (isFrameMarker(marker)) {
      if (frame !== undefined) throw corrupt("it declares its size twice");
      frame = readFrame(marker, data);
    }
    if (marker === SOS && ++scans > scanLimit) throw corrupt(`it holds more than ${scanLimit} scans`);
    if (marker === SOS && frame === undefined) throw corrupt("image data before the size is declared");
    if (marker === APP1 && startsWith(data, "Exif\0\0")) tiff ??= data.subarray(6);
    if (marker === APP14 && startsWith(data, "Adobe")) adobe = true;
  }
  if (frame === undefined || scans === 0) throw corrupt("it holds no image data");
  return { format: "jpeg", ...frame, adobe, tiff };
}

/** Every marker segment up to EOI, in file order. Entropy-coded data lie between segments and are skipped. */
function* segmentsOf(bytes: Uint8Array): Generator<{ marker: number; data: Uint8Array }> {
  for (let at = 2; ; ) {
    const start = nextMarker(bytes, at);
    const marker = bytes[start - 1];
    if (marker === EOI) return;
    const length = ((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0); // counts itself
    if (start + 2 > bytes.length || start + length > bytes.length) throw truncated(bytes.length);
    if (length < 2) throw corrupt(`segment 0x${marker?.toString(16)} declares ${length} bytes`);
    yield { marker: marker ?? 0, data: bytes.subarray(start + 2, start + length) };
    at = start + length;
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
    const standsAlone = marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    if (!standsAlone) return at;
  }
}

/** SOF0…SOF15, without DHT (C4), JPG (C8) and DAC (CC), which lie in between. */
function isFrameMarker(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Data: precision u8, height u16, width u16, components u8, then 3 bytes per component. */
function readFrame(marker: number, data: Uint8Array): Frame {
  if (data.length < 6) throw corrupt("its frame header is too short");
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [precision, height, width, components] = [view.getUint8(0), view.getUint16(1), view.getUint16(3), view.getUint8(5)];
  const rarity = rarityOf(marker, precision);
  if (rarity !== undefined) {
    throw new ImageError("image-unsupported",
      `A JPEG of a rare kind (${rarity}); 8-bit baseline and progressive with Huffman coding are read. Convert it to PNG.`);
  }
  if (width === 0 || height === 0) throw corrupt(`it declares ${width}×${height} pixels`);
  if (components !== 1 && components !== 3 && components !== 4) throw corrupt(`it declares ${components} colour components`);
  return { width, height, components };
}

/** What sets a frame apart from those that are decoded, in words (T.81, table B.1); undefined where nothing does. */
function rarityOf(marker: number, precision: number): string | undefined {
  const kinds: readonly (readonly [boolean, string])[] = [
    [marker >= 0xc9, "arithmetic coding"],
    [marker % 4 === 3, "lossless"],
    [(marker >= 0xc5 && marker <= 0xc7) || marker >= 0xcd, "hierarchical"],
    [precision !== 8, `${precision} bits`],
  ];
  const found = kinds.flatMap(([applies, kind]) => (applies ? [kind] : []));
  return found.length === 0 ? undefined : found.join(", ");
}

function startsWith(data: Uint8Array, text: string): boolean {
  return String.fromCharCode(...data.subarray(0, text.length)) === text;
}

function corrupt(reason: string): ImageError {
  return new ImageError("image-corrupt", `The JPEG is damaged: ${reason}.`);
}

function truncated(have: number): ImageError {
  return new ImageError("image-truncated", `The JPEG ends after ${have} bytes, before its end marker. Copy or download it again.`);
}
