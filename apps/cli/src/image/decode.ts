// A PNG or JPEG file → an upright [H, W, 4] RGBA u8 picture: header → pixels → EXIF orientation.
// Equal to cv2.imread(path, IMREAD_COLOR) with B and R exchanged; exceptions are stated in png.ts, jpeg.ts and cmyk.ts.
import type { Image } from "@camlucida/cam";
import { decodeCmykJpeg } from "./cmyk.ts";
import { orientationOf } from "./exif.ts";
import { type Header, readHeader } from "./header.ts";
import { decodeJpeg, type Picture } from "./jpeg.ts";
import { orient } from "./orient.ts";
import { decodePng } from "./png.ts";

/**
 * Decodes a photograph. The format is read from the bytes; a wrong file name does no harm.
 * @throws ImageError "image-empty", "image-not-an-image", "image-truncated", "image-corrupt", "image-unsupported",
 * "image-too-large" (before anything is decoded).
 */
export async function decodePicture(bytes: Uint8Array): Promise<Picture> {
  const header = readHeader(bytes);
  const { image, remarks } = await decodePixels(bytes, header);
  return { image: orient(image, await orientationOf(header.tiff)), remarks };
}

/** Its pixels alone. */
export const decodeImage = async (bytes: Uint8Array): Promise<Image> => (await decodePicture(bytes)).image;

function decodePixels(bytes: Uint8Array, header: Header): Picture | Promise<Picture> {
  if (header.format === "png") return { image: decodePng(header), remarks: [] };
  return header.components === 4 ? decodeCmykJpeg(bytes, header) : decodeJpeg(bytes, header);
}
