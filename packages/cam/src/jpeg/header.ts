// What a JPEG file says about itself: its size, its kind, its EXIF block; and that it goes on to the end of the image.
// Source: ITU-T T.81 (1992), annex B; EXIF 2.32 §4.7.2 (APP1); Adobe Technical Note 5116 (APP14).
import { readFrame } from "./frame.ts";
import { goOn, checkComplete, progressionOf, type Progression } from "./progression.ts";
import { readScanHeader } from "./scan.ts";
import { APP1, APP14, corrupt, isFrame, segmentsOf, SOS, startsWith } from "./segments.ts";

export interface JpegHeader {
  readonly format: "jpeg";
  readonly width: number; // pixels
  readonly height: number; // pixels
  readonly components: number; // 1 grey, 3 colour, 4 CMYK or YCCK
  readonly sampling: readonly string[]; // [components] "2×1": twice as many samples across as a component of "1×1" has
  readonly adobe: boolean; // an APP14 "Adobe" segment states the colour transform
  readonly tiff: Uint8Array | undefined; // the EXIF block (APP1), a TIFF stream
}

/** Real files hold 1 to about 20 scans; each one costs a pass over the picture, which hostile files use to stall decoders. */
const scanLimit = 100;

/**
 * Walks the markers from SOI to EOI; decodes nothing.
 * A file without EOI counts as truncated even if its last rows happen to be whole: decoders would paint what is missing grey.
 * @throws ImageError "image-truncated", "image-corrupt", or "image-unsupported" (arithmetic coding, lossless, hierarchical, not 8 bits)
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  let progression: Progression | undefined;
  let tiff: Uint8Array | undefined;
  let adobe = false;
  let scans = 0;
  for (const { marker, data } of segmentsOf(bytes)) {
    if (isFrame(marker)) {
      if (progression !== undefined) throw corrupt("it declares its size twice");
      progression = progressionOf(readFrame(marker, data));
    }
    if (marker === SOS) {
      if (++scans > scanLimit) throw corrupt(`it holds more than ${scanLimit} scans`);
      if (progression === undefined) throw corrupt("image data before the size is declared");
      goOn(progression, readScanHeader(data, progression.frame));
    }
    if (marker === APP1 && startsWith(data, "Exif\0\0")) tiff ??= data.subarray(6);
    if (marker === APP14 && startsWith(data, "Adobe")) adobe = true;
  }
  if (progression === undefined || scans === 0) throw corrupt("it holds no image data");
  checkComplete(progression);
  const { width, height, components } = progression.frame;
  const sampling = components.map(({ across, down }) => `${across}×${down}`);
  return { format: "jpeg", width, height, components: components.length, sampling, adobe, tiff };
}
