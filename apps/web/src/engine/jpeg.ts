// Whether a JPEG is whole. Browsers do not agree on it: Firefox and WebKit show whatever they find of a truncated file over grey, and
// none refuses one that is damaged within. The network would take the grey for part of the photograph.
import { checkJpeg, ImageError, readJpegHeader } from "@camlucida/cam";

/**
 * Looks at what is a JPEG, and at nothing else.
 * @param mostPixels more are not looked at
 * @throws ImageError "image-truncated", "image-corrupt", "image-unsupported", "image-too-large"
 */
export async function refuseDamagedJpeg(photo: Blob, mostPixels: number): Promise<void> {
  const start = new Uint8Array(await photo.slice(0, 3).arrayBuffer());
  if (start[0] !== 0xff || start[1] !== 0xd8 || start[2] !== 0xff) return;
  const bytes = new Uint8Array(await photo.arrayBuffer());
  const { width, height } = readJpegHeader(bytes);
  if (width * height > mostPixels) throw tooManyPixels(width, height, mostPixels);
  checkJpeg(bytes);
}

export function tooManyPixels(width: number, height: number, mostPixels: number): ImageError {
  return new ImageError("image-too-large", `photo: ${width}×${height} pixels; at most ${mostPixels} are read. Scale it down first.`);
}
