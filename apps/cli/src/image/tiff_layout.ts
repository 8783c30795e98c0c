// How a TIFF stores its pixels, judged before any is decoded: kinds that are read, and where each strip or tile lies.
// Source: TIFF 6.0 §3 to §8, §15, §16, §18; Adobe's technical notes on Deflate and JPEG in TIFF.
import { corrupt, dataTooShort, truncated, unsupported } from "./damage.ts";
import { type Directory, tags } from "./tiff_directory.ts";

export type TiffColours = "white is 0" | "black is 0" | "RGB" | "palette" | "CMYK" | "YCbCr";
export type TiffCompression = "none" | "LZW" | "Deflate" | "PackBits" | "JPEG";

export interface TiffLayout {
  readonly width: number; // pixels
  readonly height: number; // pixels
  readonly bits: 1 | 2 | 4 | 8 | 16; // of a sample
  readonly samples: number; // of a pixel
  readonly colours: TiffColours;
  readonly premultiplied: boolean; // by alpha
  readonly compression: TiffCompression;
  readonly differences: boolean; // each sample is stored as what it is more than the one to its left
  readonly bitsReversed: boolean;
  readonly littleEndian: boolean;
  readonly apart: boolean; // each sample's plane is stored by itself
  readonly block: { readonly width: number; readonly height: number; readonly tiled: boolean };
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
  readonly palette: readonly number[]; // all reds, greens and blues, of 16 bits
  readonly jpegTables: Uint8Array | undefined;
}

const colourKinds: readonly (TiffColours | undefined)[] = ["white is 0", "black is 0", "RGB", "palette", undefined, "CMYK", "YCbCr"];
const compressions: ReadonlyMap<number, TiffCompression> = new Map([[1, "none"], [5, "LZW"], [7, "JPEG"], [8, "Deflate"], [32_946, "Deflate"], [32_773, "PackBits"]]);

/** What a compression that is not read is called. */
const names: Readonly<Record<number, string>> = { 2: "CCITT RLE", 3: "CCITT Group 3 (fax)", 4: "CCITT Group 4 (fax)", 6: "the old form of JPEG", 34_925: "LZMA", 50_000: "Zstandard", 50_001: "WebP" };

/** @throws ImageError "image-truncated", "image-corrupt" or "image-unsupported" */
export function layoutOf(directory: Directory, file: Uint8Array): TiffLayout {
  const [width, height] = [directory.number(tags.width, 0), directory.number(tags.height, 0)];
  if (width === 0 || height === 0) throw corrupt("TIFF", `it declares ${width}×${height} pixels`);
  const kind = kindOf(directory);
  const apart = directory.number(tags.planes, 1) === 2 && kind.samples > 1;
  const block = blockOf(directory, width, height);
  const places = placesOf(directory, block.tiled, file);
  const count = Math.ceil(width / block.width) * Math.ceil(height / block.height) * (apart ? kind.samples : 1);
  if (places.offsets.length < count) throw dataTooShort("TIFF", { width, height });
  return {
    width, height, ...kind, apart, block, ...places,
    bitsReversed: directory.number(tags.fillOrder, 1) === 2,
    littleEndian: directory.littleEndian,
    palette: kind.colours === "palette" ? paletteOf(directory, kind.bits) : [],
    jpegTables: directory.bytes(tags.jpegTables),
  };
}

type Kind = Pick<TiffLayout, "bits" | "samples" | "colours" | "premultiplied" | "compression" | "differences">;

function kindOf(directory: Directory): Kind {
  const samples = directory.number(tags.samples, 1);
  const [first = 1, ...others] = directory.numbers(tags.bits) ?? [];
  const bits = bitsFrom(others.some((other) => other !== first) ? 0 : first);
  const format = directory.numbers(tags.sampleFormat)?.find((value) => value !== 1) ?? 1;
  if (format !== 1) throw unsupported("TIFF", format === 3 ? "samples that are fractions" : "samples that are no plain numbers");
  const compression = compressionOf(directory.number(tags.compression, 1));
  const colours = coloursOf(directory.number(tags.photometric, 1), samples, bits, compression);
  const predictor = compression === "LZW" || compression === "Deflate" ? directory.number(tags.predictor, 1) : 1;
  if (predictor !== 1 && (predictor !== 2 || bits < 8)) throw unsupported("TIFF", `the predictor ${predictor} for samples of ${bits} bits`);
  const premultiplied = directory.number(tags.extraSamples, 0) === 1 && colours === "RGB" && samples === 4;
  return { bits, samples, colours, premultiplied, compression, differences: predictor === 2 };
}

function bitsFrom(value: number): Kind["bits"] {
  if (value === 1 || value === 2 || value === 4 || value === 8 || value === 16) return value;
  throw unsupported("TIFF", value === 0 ? "samples of different sizes" : `samples of ${value} bits`);
}

function compressionOf(value: number): TiffCompression {
  const compression = compressions.get(value);
  if (compression === undefined) throw unsupported("TIFF", `the compression ${names[value] ?? value}`);
  return compression;
}

/** Samples of a pixel, without and with another for alpha. */
const sampleCounts: Readonly<Record<TiffColours, readonly number[]>> = {
  "white is 0": [1, 2], "black is 0": [1, 2], "RGB": [3, 4], "palette": [1, 2], "CMYK": [4], "YCbCr": [3],
};

function coloursOf(value: number, samples: number, bits: number, compression: TiffCompression): TiffColours {
  const colours = colourKinds[value];
  if (colours === undefined) throw unsupported("TIFF", `colours of the kind ${value}`);
  const [plain] = sampleCounts[colours] as [number];
  const known = sampleCounts[colours].includes(samples) && (bits >= 8 || (samples === 1 && plain === 1)) && (colours !== "palette" || bits <= 8);
  const byJpeg = compression === "JPEG" && bits === 8 && samples === plain && ["black is 0", "RGB", "YCbCr"].includes(colours);
  if (!known || (compression === "JPEG" ? !byJpeg : colours === "YCbCr")) {
    throw unsupported("TIFF", `${samples} samples of ${bits} bits in ${colours}${colours === "YCbCr" || compression === "JPEG" ? `, compressed as ${compression}` : ""}`);
  }
  return colours;
}

function blockOf(directory: Directory, width: number, height: number): TiffLayout["block"] {
  const [tileWidth, tileHeight] = [directory.number(tags.tileWidth, 0), directory.number(tags.tileHeight, 0)];
  const tiled = directory.numbers(tags.tileOffsets) !== undefined;
  if (!tiled) return { width, height: Math.max(1, Math.min(height, directory.number(tags.rowsPerStrip, height))), tiled };
  if (tileWidth === 0 || tileHeight === 0 || tileWidth > 2 * width + 1024 || tileHeight > 2 * height + 1024) throw corrupt("TIFF", `its tiles have ${tileWidth}×${tileHeight} pixels`);
  return { width: tileWidth, height: tileHeight, tiled };
}

function placesOf(directory: Directory, tiled: boolean, file: Uint8Array): Pick<TiffLayout, "offsets" | "lengths"> {
  const offsets = directory.numbers(tiled ? tags.tileOffsets : tags.stripOffsets);
  if (offsets === undefined) throw corrupt("TIFF", "it does not say where its pixels lie");
  const lengths = directory.numbers(tiled ? tags.tileLengths : tags.stripLengths) ?? (offsets.length === 1 ? [Math.max(0, file.length - (offsets[0] as number))] : undefined);
  if (lengths === undefined || lengths.length < offsets.length) throw corrupt("TIFF", "it does not say how many bytes its pixels take");
  for (const [at, offset] of offsets.entries()) {
    const end = offset + (lengths[at] as number);
    if (end > file.length) throw truncated("TIFF", file.length, end);
  }
  return { offsets, lengths };
}

function paletteOf(directory: Directory, bits: number): readonly number[] {
  const palette = directory.numbers(tags.palette) ?? [];
  if (palette.length < 3 * 2 ** bits) throw corrupt("TIFF", `its palette has ${palette.length} numbers; expected ${3 * 2 ** bits}`);
  return palette;
}
