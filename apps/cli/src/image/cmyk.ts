// JPEG with four components (CMYK, or YCCK as Adobe writes it) → [H, W, 4] RGBA u8, by jpeg-js: libjpeg-turbo has no
// road from four components to RGB. The inks are taken as stored inverted, Adobe's convention, as Pillow and OpenCV do.
// Not exact: without chroma subsampling, as CMYK is nearly always stored, within 4 levels of OpenCV. With it jpeg-js repeats
// chroma pixels where libjpeg interpolates: 1.4 levels on average, up to 74 at a colour edge of a test photograph.
import { Buffer } from "node:buffer";
import { checkJpeg, type JpegHeader } from "@camlucida/cam";
import jpegJs from "jpeg-js";
import { imageError, messageOf } from "../errors/errors.ts";
import { refuseLargerThan } from "./header.ts";
import { partsOf, type Picture } from "./jpeg.ts";

/** Bytes per pixel: jpeg-js keeps every coefficient as 4 bytes, four components of them, and more. */
export const cmykPixelBytes = 40;

export const cmykPixelLimit = 25_000_000;
const memoryLimit = 1024; // MiB, as jpeg-js counts

/** APP14 "Adobe", version 100, no flags, transform 0: plain CMYK. */
const adobeSegment = Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0);

/**
 * Decodes a JPEG of 4 components. jpeg-js says little of damaged data: they are followed to their end first.
 * @throws ImageError "image-too-large" above 25 million pixels, "image-truncated", "image-corrupt".
 */
export function decodeCmykJpeg(bytes: Uint8Array, header: JpegHeader): Picture {
  refuseLargerThan(cmykPixelLimit, header);
  const { parts, remarks } = partsOf(bytes, checkJpeg(bytes));
  const whole = Buffer.concat(parts);
  try {
    const file = header.adobe ? whole : withAdobeSegment(whole);
    const settings = { useTArray: true, tolerantDecoding: false, maxMemoryUsageInMB: memoryLimit } as const;
    const { width, height, data } = jpegJs.decode(file, settings);
    return { image: { width, height, data }, remarks };
  } catch (error) {
    throw imageError("image-corrupt", `The CMYK JPEG cannot be decoded: ${messageOf(error)}.`, { cause: error });
  }
}

/** jpeg-js refuses four components that do not say what they are; without the segment they are plain CMYK. */
function withAdobeSegment(bytes: Uint8Array): Uint8Array {
  const file = new Uint8Array(bytes.length + adobeSegment.length);
  file.set(bytes.subarray(0, 2)); // SOI
  file.set(adobeSegment, 2);
  file.set(bytes.subarray(2), 2 + adobeSegment.length);
  return file;
}
