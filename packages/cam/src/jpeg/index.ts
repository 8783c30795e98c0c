// JPEG files: what they declare, and whether they are whole. The pixels are a decoder's.
export { checkJpeg } from "./check.ts";
export { readJpegHeader, type JpegHeader } from "./header.ts";
export type { Range } from "./scan.ts";
export { APP0, APP14, EOI, segmentsOf, SOS, startsWith, type Segment } from "./segments.ts";
