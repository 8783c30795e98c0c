// Whether a JPEG's image data are whole: every code of every scan is read, and no value is decoded. Decoders paint grey what is
// missing and go on behind what is damaged, many without a word; an explanation of grey paint would be wrong.
// Source: ITU-T T.81 (1992), annexes F and G. Damage is what makes libjpeg warn (jerror.h), but for bytes that are merely superfluous:
// those harm nothing, and many cameras write them.
import { ImageError } from "../preprocess/image.ts";
import { blocksOf, readFrame, type JpegFrame } from "./frame.ts";
import { tablesIn, type StoredTable } from "./huffman.ts";
import { readScanHeader, walkOf, walkScan, type Fault, type Range } from "./scan.ts";
import { DHT, DRI, isFrame, segmentsOf, SOS } from "./segments.ts";

/**
 * @param bytes whose header was read (header.ts)
 * @returns the bytes among the image data that belong to nothing, in file order; undefined where the data cannot be followed
 * for want of a Huffman table, for which decoders have one of their own
 * @throws ImageError "image-truncated" where data end before the picture does, "image-corrupt"
 */
export function checkJpeg(bytes: Uint8Array): readonly Range[] | undefined {
  const huffman = new Map<number, StoredTable>();
  const spare: Range[] = [];
  let restart = 0; // units between restart markers; 0: there are none
  let frame: JpegFrame | undefined;
  let nonzero: Uint32Array[] = []; // for each component, [blocks, 2]: blocks.ts
  for (const { marker, data, to } of segmentsOf(bytes)) {
    if (marker === DHT) for (const [name, table] of tablesIn(data)) huffman.set(name, table);
    if (marker === DRI) restart = ((data[0] ?? 0) << 8) | (data[1] ?? 0);
    if (isFrame(marker)) {
      frame = readFrame(marker, data);
      nonzero = frame.progressive ? noneOf(frame) : [];
    }
    if (marker !== SOS || frame === undefined) continue;
    const walk = walkOf(frame, readScanHeader(data, frame), huffman, nonzero);
    if (walk === undefined) return undefined;
    const found = walkScan(bytes, to, walk, restart);
    if ("what" in found) throw errorOf(found, Math.floor((found.row * frame.height) / walk.rows), frame.height);
    spare.push(...found);
  }
  return spare;
}

const noneOf = (frame: JpegFrame): Uint32Array[] => frame.components.map((component) => {
  const { across, down } = blocksOf(frame, component);
  return new Uint32Array(2 * across * down);
});

/** @param row of pixels */
function errorOf({ what }: Fault, row: number, rows: number): ImageError {
  if (what === "ends") {
    return new ImageError("image-truncated", `The JPEG's data end before the picture does, at row ${row} of ${rows}. Copy or download it again.`);
  }
  const reason = what === "code" ? "its data make no sense" : "a restart marker is lost";
  return new ImageError("image-corrupt", `The JPEG is damaged: ${reason} at row ${row} of ${rows}. Copy or download it again.`);
}
