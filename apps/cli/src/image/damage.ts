// What is said of a file that is no whole picture of its format, in the same words for every format.
import { imageError, type ImageError } from "../errors/errors.ts";

/** @param have bytes of the file; @param need at least */
export function truncated(format: string, have: number, need: number): ImageError {
  return imageError("image-truncated", `The ${format} ends after ${have} bytes; at least ${need} are needed. Copy or download it again.`);
}

/** The file is whole, the picture in it is not. */
export function dataTooShort(format: string, { width, height }: { readonly width: number; readonly height: number }): ImageError {
  return imageError("image-truncated", `The ${format}'s data are too few for ${width}×${height} pixels. Copy or download it again.`);
}

export function corrupt(format: string, reason: string, options?: ErrorOptions): ImageError {
  return imageError("image-corrupt", `The ${format} is damaged: ${reason}.`, options);
}

/** @param what such as "samples of 32 bits" */
export function unsupported(format: string, what: string): ImageError {
  return imageError("image-unsupported", `The ${format} has ${what}, which is not read here. Convert it to PNG or JPEG.`);
}

/** A view of a file's bytes. */
export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** @throws ImageError "image-truncated" unless the file reaches as far */
export function needBytes(format: string, bytes: Uint8Array, upTo: number): void {
  if (upTo > bytes.length) throw truncated(format, bytes.length, upTo);
}

/** What a decoder threw: a sentence, or the number of an exception within WebAssembly. */
export const messageOfDecoder = (error: unknown): string => (error instanceof Error ? error.message.replace(/\.$/, "") : "its decoder gave up");
