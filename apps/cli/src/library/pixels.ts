// Pixels as pages and programs have them: RGBA levels of some size.
import type { Image } from "@camlucida/cam";

/** An `ImageData`, or anything of its form. [H, W, 4] RGBA, 0…255 */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

export const isPixels = (source: unknown): source is Pixels =>
  typeof source === "object" && source !== null && "width" in source && "height" in source && "data" in source && ArrayBuffer.isView(source.data);

/** The colours alone, whatever is transparent: as the command line reads pictures. */
export function opaque({ width, height, data }: Pixels): Image {
  const copy = new Uint8Array(data);
  for (let at = 3; at < copy.length; at += 4) copy[at] = 255;
  return { width, height, data: copy };
}
