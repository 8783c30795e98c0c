// A JPEG file → the parts of it that make the picture, as decoders expect them: without what libjpeg would warn of though it harms
// nothing. What it warns of then is damage.
import { APP0, APP14, segmentsOf, SOS, startsWith, type Range, type Segment } from "@camlucida/cam";

export interface JpegParts {
  readonly parts: readonly Uint8Array[]; // a file, one behind the other
  readonly remarks: readonly string[]; // on what was left out or changed
}

/** SOF0 and SOF1: one scan holds all coefficients. */
const sequential = [0xc0, 0xc1];

/** @param spare bytes of the file that belong to nothing, in file order */
export function partsOf(bytes: Uint8Array, spare: readonly Range[] = []): JpegParts {
  const parts = [bytes.subarray(0, 2)];
  const remarks = spare.length > 0 ? [leftOver(spare)] : [];
  let [at, data, frame] = [2, false, 0]; // where it goes on, whether with image data; the frame's marker
  for (const segment of segmentsOf(bytes)) {
    const between = without(bytes, at, segment.from, spare);
    if (data) parts.push(...between);
    else if (between.some((part) => part.some((byte) => byte !== 0xff))) remarks.push("the JPEG holds bytes that belong to nothing; they do no harm");
    if (sequential.includes(segment.marker)) frame = segment.marker;
    const { part, remark } = expected(segment, bytes, frame);
    if (part) parts.push(part);
    if (remark !== undefined) remarks.push(remark);
    [at, data] = [segment.to, segment.marker === SOS];
  }
  return { parts, remarks: [...new Set(remarks)] };
}

function leftOver(spare: readonly Range[]): string {
  const count = spare.reduce((sum, [from, to]) => sum + to - from, 0);
  return `${count} bytes of the JPEG's data are left over when the picture is complete: harmless, unless it looks damaged`;
}

function without(bytes: Uint8Array, from: number, to: number, spare: readonly Range[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let at = from;
  for (const [first, end] of spare) {
    if (first < at || first >= to) continue;
    parts.push(bytes.subarray(at, first));
    at = end;
  }
  return [...parts, bytes.subarray(at, to)];
}

/** The segment as decoders expect it; none where it is nothing to them. */
function expected({ marker, data, from, to }: Segment, bytes: Uint8Array, frame: number): { part?: Uint8Array; remark?: string } {
  const whole = bytes.subarray(from, to);
  const at = whole.length - data.length;
  if (marker === APP0 && startsWith(data, "JFIF\0") && data[5] !== 1) return { part: whole.with(at + 5, 1) }; // a revision that came later
  if (marker === APP14 && startsWith(data, "Adobe")) return (data[11] ?? 0) > 2 ? { part: whole.with(at + 11, 1) } : { part: whole }; // a transform taken for YCbCr
  if (marker === APP0 && startsWith(data, "JFIF\0")) return { part: whole };
  if ((marker >= APP0 && marker <= 0xef) || marker === 0xfe) return {}; // other applications', comments
  if (marker !== SOS || frame === 0 || isWhole(data)) return { part: whole };
  const end = whole.length - 3;
  return {
    part: whole.with(end, 0).with(end + 1, 63).with(end + 2, 0),
    remark: "the JPEG's scan header names coefficients as only progressive files do; all were read",
  };
}

/** A scan header that names all coefficients and all their bits. */
const isWhole = (data: Uint8Array): boolean => data.at(-3) === 0 && data.at(-2) === 63 && data.at(-1) === 0;
