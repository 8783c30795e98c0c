// [H, W, 4] RGBA u8 → a PNG or JPEG file. Alpha is not written: our pictures are opaque.
import type { Image } from "@camlucida/cam";
import encode, { init } from "@jsquash/jpeg/encode.js";
import { OutputError } from "../errors/errors.ts";
import { codec } from "./codec_file.ts";
import { writePng } from "./png_writer.ts";

/** The quality of JPEG results, 1…100: colours of a heatmap stay within a few levels. */
export const defaultJpegQuality = 92;

const longestJpegSide = 65_500; // pixels: JPEG_MAX_DIMENSION in libjpeg

/** Encodes for the format that the name's extension promises: ".jpg" and ".jpeg" as JPEG, everything else as PNG. */
export function encodeImage(image: Image, name: string): Promise<Uint8Array> {
  return /\.jpe?g$/i.test(name) ? encodeJpeg(image, defaultJpegQuality) : encodePng(image);
}

/**
 * Lossless, 8-bit RGB. A photograph's rows resemble those above them, and nothing else in it repeats but runs: to search for more
 * (level 6 behind Paeth's filter) takes four times as long for 10 % fewer bytes.
 */
export function encodePng({ width, height, data }: Image): Promise<Uint8Array> {
  const nothing = new Uint8Array(4 * width); // above the first row
  const fill = (row: Uint8Array, y: number): void => {
    const pixels = data.subarray(4 * width * y, 4 * width * (y + 1));
    const above = y === 0 ? nothing : data.subarray(4 * width * (y - 1), 4 * width * y);
    row[0] = 2; // Up: what is added to the sample above
    for (let from = 0, to = 1; from < pixels.length; from += 4, to += 3) {
      row[to] = pixels[from]! - above[from]!;
      row[to + 1] = pixels[from + 1]! - above[from + 1]!;
      row[to + 2] = pixels[from + 2]! - above[from + 2]!;
    }
  };
  return writePng({ width, height, colours: "rgb", level: 3, fill });
}

/** 8-bit grey, 0 outside and 255 inside. @param inside [height, width] 0 or 1 */
export function encodeMask({ width, height, inside }: { readonly width: number; readonly height: number; readonly inside: Uint8Array }): Promise<Uint8Array> {
  const fill = (row: Uint8Array, y: number): void => { // its first byte stays 0: no filter
    for (let x = 0; x < width; x++) row[x + 1] = 255 * inside[y * width + x]!;
  };
  return writePng({ width, height, colours: "grey", level: 6, fill });
}

/**
 * Baseline JPEG by mozjpeg.
 * @param quality 1…100, libjpeg's scale. @throws OutputError "output-unwritable" beyond 65500 pixels a side.
 */
export async function encodeJpeg({ width, height, data }: Image, quality: number): Promise<Uint8Array> {
  if (Math.max(width, height) > longestJpegSide) {
    throw new OutputError("output-unwritable",
      `A JPEG can have ${longestJpegSide} pixels per side; this picture has ${width}×${height}. Choose a name in .png.`);
  }
  const silent = (): void => undefined; // its remarks on quality help no one
  const settings = { instantiateWasm: await codec("encoder"), printErr: silent };
  await init(settings);
  const rgba = new Uint8ClampedArray(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength); // [H, W, 4], the same memory
  return new Uint8Array(await encode({ data: rgba, width, height, colorSpace: "srgb" }, { quality, progressive: false }));
}
