// [H, W, 4] RGBA u8 → a PNG or JPEG file. Alpha is not written: our pictures are opaque.
import { Buffer } from "node:buffer";
import type { Image } from "@camlucida/cam";
import encode, { init } from "@jsquash/jpeg/encode.js";
import { PNG } from "pngjs";
import { OutputError } from "../errors.ts";
import { codec } from "./codec_file.ts";

/** The quality of JPEG results, 1…100: colours of a heatmap stay within a few levels. */
export const defaultJpegQuality = 92;

const longestJpegSide = 65_500; // pixels: JPEG_MAX_DIMENSION in libjpeg

/** Encodes for the format that the name's extension promises: ".jpg" and ".jpeg" as JPEG, everything else as PNG. */
export function encodeImage(image: Image, name: string): Uint8Array | Promise<Uint8Array> {
  return /\.jpe?g$/i.test(name) ? encodeJpeg(image, defaultJpegQuality) : encodePng(image);
}

/**
 * Lossless, 8-bit RGB. A photograph's rows resemble those above them, and nothing else in it repeats but runs: to search for more
 * (level 6 behind Paeth's filter) takes four times as long for 10 % fewer bytes.
 */
export function encodePng({ width, height, data }: Image): Uint8Array {
  const png = pixels(width, height, withoutAlpha(data)); // pngjs itself would blend with white
  const colours = { colorType: 2, inputColorType: 2, inputHasAlpha: false } as const;
  const file = PNG.sync.write(png, { ...colours, filterType: 2, deflateLevel: 3, deflateStrategy: 3 });
  return new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
}

/** 8-bit grey, 0 outside and 255 inside. @param inside [height, width] 0 or 1 */
export function encodeMask({ width, height, inside }: { readonly width: number; readonly height: number; readonly inside: Uint8Array }): Uint8Array {
  const png = pixels(width, height, Buffer.from(inside.map((value) => 255 * value)));
  const file = PNG.sync.write(png, { colorType: 0, inputColorType: 0, inputHasAlpha: false, filterType: 0, deflateLevel: 6 });
  return new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
}

/** What pngjs writes. Its own constructor also opens a reader, whose memory Deno does not get back: 0.5 MB for each picture. */
const pixels = (width: number, height: number, data: Buffer): PNG => ({ width, height, data }) as PNG;

/** [H, W, 4] RGBA → [H, W, 3] RGB. */
function withoutAlpha(rgba: Uint8Array): Buffer {
  const rgb = Buffer.alloc((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from] ?? 0;
    rgb[to + 1] = rgba[from + 1] ?? 0;
    rgb[to + 2] = rgba[from + 2] ?? 0;
  }
  return rgb;
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
  const rgba = new Uint8ClampedArray(data); // [H, W, 4]
  return new Uint8Array(await encode({ data: rgba, width, height, colorSpace: "srgb" }, { quality, progressive: false }));
}
