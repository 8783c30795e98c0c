// JPEG (greyscale or colour) → [H, W, 4] RGBA u8, by mozjpeg in WebAssembly (@jsquash/jpeg): bit for bit what
// libjpeg-turbo, hence Pillow and OpenCV, give with their defaults (accurate integer DCT, "fancy" chroma upsampling).
// Arithmetic coding, which they read and this build of mozjpeg does not, is refused by its header.
import type { Image } from "@camlucida/cam";
import { ImageError, messageOf } from "../errors.ts";
import { decodeWithMozjpeg } from "./jpeg_decoder.ts";
import type { JpegHeader } from "./jpeg_markers.ts";

/**
 * Decodes a JPEG of 1 or 3 components whose header was read and found small enough.
 * @throws ImageError "image-truncated", "image-corrupt" or "image-unsupported".
 */
export async function decodeJpeg(bytes: Uint8Array, header: JpegHeader): Promise<Image> {
  const { pixels, messages, error } = await decodeWithMozjpeg(bytes);
  const known = messages.map(asError).find((found) => found !== undefined);
  if (known !== undefined) throw known;
  if (pixels === undefined) {
    throw new ImageError("image-corrupt", `The JPEG cannot be decoded: ${messages[0] ?? messageOf(error ?? "no reason was given")}.`, { cause: error });
  }
  const { width, height, data } = pixels;
  if (width !== header.width || height !== header.height) {
    throw new ImageError("image-corrupt",
      `The JPEG is damaged: it declares ${header.width}×${header.height} pixels and holds ${width}×${height}.`);
  }
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/**
 * libjpeg's warnings (jerror.h) as errors. It goes on after each and paints what is missing grey; an explanation of
 * grey paint would be wrong. Bytes that are merely superfluous before a marker harm nothing, and many cameras write them.
 */
function asError(message: string): ImageError | undefined {
  if (/extraneous bytes before marker/.test(message)) return undefined;
  if (/Premature end of JPEG file|premature end of data segment/.test(message)) {
    return new ImageError("image-truncated", "The JPEG's data end before the picture does. Copy or download it again.");
  }
  if (message.startsWith("Corrupt JPEG data")) return new ImageError("image-corrupt", `The JPEG is damaged: ${message}.`);
  if (/not implemented|Unsupported/i.test(message)) {
    return new ImageError("image-unsupported", `A JPEG of a rare kind (${message}). Convert it to PNG.`);
  }
  return undefined;
}
