// What a JPEG file says about itself: its size, its kind, its EXIF block; and that it goes on to the end of the image.
// Source: ITU-T T.81 (1992), annex B; EXIF 2.32 §4.7.2 (APP1); Adobe Technical Note 5116 (APP14).
import { APP1, APP14, corrupt, isFrame, segmentsOf, SOS, startsWith } from "./segments.ts";
import { ImageError } from "../preprocess/image.ts";

/** What a JPEG says of itself. */
export interface JpegHeader {
  readonly format: "jpeg";
  readonly width: number; // pixels
  readonly height: number; // pixels
  readonly components: number; // 1 grey, 3 colour, 4 CMYK or YCCK
  readonly sampling: readonly string[]; // [components] "2×1": twice as many samples across as a component of "1×1" has
  readonly adobe: boolean; // an APP14 "Adobe" segment states the colour transform
  readonly tiff: Uint8Array | undefined; // the EXIF block (APP1), a TIFF stream
}

/** Real files hold 1 to about 20 scans; each one costs a pass over the picture, which hostile files use to stall decoders. */
const scanLimit = 100;

/**
 * Walks the markers from SOI to EOI; decodes nothing.
 * A file without EOI counts as truncated even if its last rows happen to be whole: decoders would paint what is missing grey.
 * @throws ImageError "image-truncated", "image-corrupt", or "image-unsupported" (arithmetic coding, lossless, hierarchical, not 8 bits)
 * @example
 * ```ts
 * import { readJpegHeader } from "@camlucida/cam";
 *
 * const { width, height, components } = readJpegHeader(jpeg);
 * [width, height, components]; // → [640, 427, 3]
 * ```
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  let frame: JpegFrame | undefined;
  let left: readonly Int8Array[] = []; // for each component, [64]: the bits of each coefficient that are still to come; −1 before its first scan
  let tiff: Uint8Array | undefined;
  let adobe = false;
  let scans = 0;
  for (const { marker, data } of segmentsOf(bytes)) {
    if (isFrame(marker)) {
      if (frame !== undefined) throw corrupt("it declares its size twice");
      frame = readFrame(marker, data);
      left = frame.components.map(() => new Int8Array(64).fill(-1));
    }
    if (marker === SOS) {
      if (++scans > scanLimit) throw corrupt(`it holds more than ${scanLimit} scans`);
      if (frame === undefined) throw corrupt("image data before the size is declared");
      goOn(left, readScanHeader(data, frame));
    }
    if (marker === APP1 && startsWith(data, "Exif\0\0")) tiff ??= data.subarray(6);
    if (marker === APP14 && startsWith(data, "Adobe")) adobe = true;
  }
  if (frame === undefined || scans === 0) throw corrupt("it holds no image data");
  checkComplete(left);
  const { width, height, components } = frame;
  const sampling = components.map(({ across, down }) => `${across}×${down}`);
  return { format: "jpeg", width, height, components: components.length, sampling, adobe, tiff };
}

// The frame header (SOF): the picture's size, its components and how they are coded. Source: T.81 §B.2.2, table B.1.

export interface Component {
  readonly id: number; // by which scans name it
  readonly across: number; // samples beside one another where the component with most has `mostAcross`
  readonly down: number;
}

export interface JpegFrame {
  readonly width: number; // pixels
  readonly height: number; // pixels
  readonly progressive: boolean;
  readonly components: readonly Component[];
  readonly mostAcross: number;
  readonly mostDown: number;
}

/** Blocks of 8×8 that cover a component's samples of the picture. Source: §A.1.1, §A.2.2. */
export function blocksOf({ width, height, mostAcross, mostDown }: JpegFrame, { across, down }: Pick<Component, "across" | "down">): { across: number; down: number } {
  return { across: Math.ceil(Math.ceil((width * across) / mostAcross) / 8), down: Math.ceil(Math.ceil((height * down) / mostDown) / 8) };
}

/** @param data precision u8, height u16, width u16, components u8, then for each of them id, factors 4 + 4 bits, quantisation table */
export function readFrame(marker: number, data: Uint8Array): JpegFrame {
  if (data.length < 6) throw corrupt("its frame header is too short");
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [precision, height, width, count] = [view.getUint8(0), view.getUint16(1), view.getUint16(3), view.getUint8(5)];
  const rarity = rarityOf(marker, precision);
  if (rarity !== undefined) {
    throw new ImageError("image-unsupported", `A JPEG of a rare kind (${rarity}); 8-bit baseline and progressive with Huffman coding are read. Convert it to PNG.`);
  }
  if (width === 0 || height === 0) throw corrupt(`it declares ${width}×${height} pixels`);
  if (count !== 1 && count !== 3 && count !== 4) throw corrupt(`it declares ${count} colour components`);
  if (data.length !== 6 + 3 * count) throw corrupt("its frame header has another length than it declares");
  const components = Array.from({ length: count }, (_, at) => componentIn(data.subarray(6 + 3 * at)));
  return {
    width, height, components,
    progressive: marker === 0xc2,
    mostAcross: Math.max(...components.map(({ across }) => across)),
    mostDown: Math.max(...components.map(({ down }) => down)),
  };
}

function componentIn([id = 0, factors = 0]: Uint8Array): Component {
  const [across, down] = [factors >> 4, factors & 15];
  if (across < 1 || across > 4 || down < 1 || down > 4) throw corrupt(`a component has ${across}×${down} samples, where there can be 1 to 4`);
  return { id, across, down };
}

/**
 * What sets a frame apart from those that are decoded, in words; undefined where nothing does. libjpeg-turbo decodes arithmetic coding
 * too, but neither it nor anybody else can tell there whether data are missing: a marker stands for zeros without end.
 */
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

/** The header of one scan (SOS). Source: T.81 §B.2.3. */
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

// Which coefficients the scans of a JPEG bring, told from their headers alone. Source: T.81 §G.1.1.1.

/** @throws ImageError "image-corrupt" for a scan that does not go on where those before it ended */
function goOn(left: readonly Int8Array[], { components, first, last, high, low }: ScanHeader): void {
  for (const { index } of components) {
    const bits = left[index] as Int8Array;
    const inOrder = bits.subarray(first, last + 1).every((still) => Math.max(still, 0) === high);
    const afterDc = first === 0 || (bits[0] as number) >= 0;
    if (!inOrder || !afterDc || low > 13 || (high > 0 && low !== high - 1)) throw corrupt("its scans contradict one another");
    bits.fill(low, first, last + 1);
  }
}

/**
 * @throws ImageError "image-truncated" where scans are missing: decoders paint a component grey of which there is none, and blur what
 * is coarse, and say nothing
 */
function checkComplete(left: readonly Int8Array[]): void {
  const missing = (reason: string): ImageError => new ImageError("image-truncated", `${reason} Copy or download it again.`);
  const known = left.filter(([dc = -1]) => dc >= 0).length;
  if (known < left.length) throw missing(`The JPEG holds data for ${known} of its ${left.length} colour components.`);
  if (left.some((bits) => bits.some((still) => still !== 0))) throw missing("The JPEG's last scans are missing: what it holds is coarse.");
}
