// A file of which the header was read, and what is made of it: the form that the formats other than PNG and JPEG share.
import type { Image } from "@camlucida/cam";
import type { Orientation } from "./orientation.ts";

/** What was read from a file. */
export interface Picture {
  readonly image: Image;
  readonly remarks: readonly string[]; // on what is unusual in the file and did no harm
}

export interface PictureFile {
  readonly width: number; // pixels, as stored
  readonly height: number; // pixels, as stored
  readonly pixelLimit: number; // by what decoding one takes
  readonly orientation: Orientation; // to be applied to what is decoded
  /** @throws ImageError "image-truncated", "image-corrupt" or "image-unsupported" */
  decode(): Picture | Promise<Picture>;
}

/** [H, W, 4] with alpha set to 255: it is dropped, not composited, as PNG's is. */
export function opaque(data: Uint8Array): Uint8Array {
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return data;
}

/** A colour as the number that a pixel of [H, W, 4] is in little-endian memory. */
export const opaqueColour = (red: number, green: number, blue: number): number => (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
