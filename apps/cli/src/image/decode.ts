// A picture's file → an upright [H, W, 4] RGBA u8 picture: header → pixels → orientation.
// PNG and JPEG equal cv2.imread(path, IMREAD_COLOR) with B and R exchanged; exceptions are stated in png.ts and jpeg.ts. What the other
// formats equal is said in their files, which are loaded when a picture needs them.
import type { Image } from "@camlucida/cam";
import type { PictureFormat } from "./formats.ts";
import { decodeJpeg } from "./jpeg.ts";
import { formatOf, type Header, readHeader } from "./header.ts";
import { orient, orientationOf } from "./orientation.ts";
import type { Picture, PictureFile } from "./picture_file.ts";
import { refuseLargerThan } from "./pixel_limit.ts";
import { decodePng } from "./png.ts";

/**
 * Decodes a photograph. The format is read from the bytes; a wrong file name does no harm.
 * @throws ImageError "image-empty", "image-not-an-image", "image-truncated", "image-corrupt", "image-unsupported",
 * "image-too-large" (before anything is decoded).
 */
export async function decodePicture(bytes: Uint8Array): Promise<Picture> {
  const format = formatOf(bytes);
  if (format !== "PNG" && format !== "JPEG") return decodeFile(await open[format](bytes));
  const header = readHeader(bytes, format);
  const { image, remarks } = await decodePixels(bytes, header);
  return { image: orient(image, await orientationOf(header.tiff)), remarks };
}

async function decodeFile(file: PictureFile): Promise<Picture> {
  refuseLargerThan(file.pixelLimit, file);
  const { image, remarks } = await file.decode();
  return { image: orient(image, file.orientation), remarks };
}

/** Each format's module, loaded for its first picture: most runs need none. */
const open: Readonly<Record<Exclude<PictureFormat, "PNG" | "JPEG">, (bytes: Uint8Array) => Promise<PictureFile>>> = {
  WebP: async (bytes) => (await import("./webp.ts")).openWebp(bytes),
  AVIF: async (bytes) => (await import("./avif.ts")).openAvif(bytes),
  GIF: async (bytes) => (await import("./gif.ts")).openGif(bytes),
  BMP: async (bytes) => (await import("./bmp.ts")).openBmp(bytes),
  TIFF: async (bytes) => (await import("./tiff.ts")).openTiff(bytes),
  HEIC: async (bytes) => (await import("./heic.ts")).openHeic(bytes),
};

/**
 * The pixels of a photograph, from the bytes of its file.
 * @example
 * ```ts
 * import { decodeImage } from "camlucida";
 *
 * const { width, height } = await decodeImage(jpeg);
 * [width, height]; // → [640, 427]
 * ```
 */
export const decodeImage = async (bytes: Uint8Array): Promise<Image> => (await decodePicture(bytes)).image;

function decodePixels(bytes: Uint8Array, header: Header): Picture | Promise<Picture> {
  return header.format === "png" ? { image: decodePng(header), remarks: [] } : decodeJpeg(bytes, header);
}
