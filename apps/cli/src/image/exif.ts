// Which way up a photograph was taken: the EXIF tag "Orientation" (0x0112) of a TIFF stream, by exifr.
import exifr from "exifr";

/** 1 is upright; 2 mirrored; 3 half a turn; 4 upside-down mirror; 5…8 lie on a side (EXIF 2.32 §4.6.4). */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Reads the tag. Damaged EXIF, or a value outside 1…8, means upright: it must not cost anyone their photograph. */
export async function orientationOf(tiff: Uint8Array | undefined): Promise<Orientation> {
  if (tiff === undefined) return 1;
  try {
    const value: unknown = await exifr.orientation(tiff);
    return isOrientation(value) ? value : 1;
  } catch {
    return 1;
  }
}

function isOrientation(value: unknown): value is Orientation {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 8;
}
