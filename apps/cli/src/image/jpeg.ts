// JPEG (greyscale or colour) → [H, W, 4] RGBA u8, by mozjpeg in WebAssembly (@jsquash/jpeg): bit for bit what
// libjpeg-turbo, hence Pillow and OpenCV, give with their defaults (accurate integer DCT, "fancy" chroma upsampling).
// Arithmetic coding, which they read and this build of mozjpeg does not, is refused by its header.
import type { Image } from "@camlucida/cam";
import decode, { init } from "@jsquash/jpeg/decode.js";
import { ImageError, messageOf } from "../errors.ts";
import { codec } from "./codec_file.ts";
import type { JpegHeader } from "./jpeg_markers.ts";

/**
 * Decodes a JPEG of 1 or 3 components whose header was read and found small enough.
 * Each picture gets a fresh WebAssembly instance: its memory goes back when the picture is done,
 * and a file that kills the decoder takes nothing with it.
 * @throws ImageError "image-truncated", "image-corrupt" or "image-unsupported".
 */
export async function decodeJpeg(bytes: Uint8Array, header: JpegHeader): Promise<Image> {
  const messages: string[] = []; // what libjpeg would print: at most one warning, and the reason of a failure
  const { width, height, data } = await runDecoder(bytes, messages);
  const warning = messages.map(asError).find((error) => error !== undefined);
  if (warning !== undefined) throw warning;
  if (width !== header.width || height !== header.height) {
    throw new ImageError("image-corrupt",
      `The JPEG is damaged: it declares ${header.width}×${header.height} pixels and holds ${width}×${height}.`);
  }
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

async function runDecoder(bytes: Uint8Array, messages: string[]): Promise<ImageData> {
  const settings = { instantiateWasm: await codec("dec"), printErr: (line: string): void => void messages.push(line) };
  await init(settings);
  try {
    return await decode(bytes.slice().buffer);
  } catch (error) {
    throw messages.map(asError).find((known) => known !== undefined) ??
      new ImageError("image-corrupt", `The JPEG cannot be decoded: ${messages[0] ?? messageOf(error)}.`, { cause: error });
  }
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
