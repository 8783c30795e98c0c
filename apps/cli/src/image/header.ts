// What an image file says about itself, read and judged before a single pixel is decoded: its kind, by its first bytes and never by a
// name, then its header.
// Sources: PNG 3rd edition §5.2; ITU-T T.81 annex B; ISO/IEC 14496-12 (file type box); WHATWG MIME Sniffing §6.1.
import { type JpegHeader, readJpegHeader } from "@camlucida/cam";
import { extname } from "node:path";
import { imageError } from "../errors/errors.ts";
import { formatByName, type PictureFormat, formats, isRead } from "./formats.ts";
import { pixelLimit, refuseLargerThan } from "./pixel_limit.ts";
import { type PngHeader, readPngHeader } from "./png.ts";

export type Header = PngHeader | JpegHeader;

/**
 * Reads the header of a PNG or JPEG and refuses what is too large to decode.
 * A 16-bit PNG may have half as many pixels: each costs twice the memory while it is decoded.
 * @throws ImageError "image-truncated", "image-corrupt", "image-unsupported" or "image-too-large".
 */
export function readHeader(bytes: Uint8Array, format: "PNG" | "JPEG"): Header {
  const header = format === "PNG" ? readPngHeader(bytes) : readJpegHeader(bytes);
  const limit = header.format === "png" && header.depth === 16 ? Math.floor(pixelLimit / 2) : pixelLimit;
  refuseLargerThan(limit, header);
  return header;
}

/**
 * The format of a file that is read, by its first bytes.
 * @throws ImageError "image-empty" or "image-not-an-image"
 */
export function formatOf(bytes: Uint8Array): PictureFormat {
  if (bytes.length === 0) throw imageError("image-empty", "The file is empty (0 bytes). Copy or download it again.");
  const kind = sniff(bytes);
  if (isRead(kind)) return kind;
  throw imageError("image-not-an-image", `Not a picture of a format that is read (${names}): ${adviceFor(kind)}.`);
}

const names = formats.map(({ name }) => name).join(", ");

/** The kinds we can name. Those that are no format of formats.ts make an error message helpful. */
type Kind =
  | PictureFormat | "JPEG XL" | "JPEG 2000" | "Photoshop" | "icon"
  | "PDF" | "ZIP" | "gzip" | "SVG" | "HTML" | "text" | "unknown";

type Signature = readonly [kind: Kind, offset: number, bytes: string]; // bytes as Latin-1; "?" matches any byte

const signatures: readonly Signature[] = [
  ["PNG", 0, "\x89PNG\r\n\x1a\n"],
  ["JPEG", 0, "\xff\xd8\xff"],
  ["WebP", 0, "RIFF????WEBP"],
  ["GIF", 0, "GIF8"],
  ["TIFF", 0, "II*\0"],
  ["TIFF", 0, "MM\0*"],
  ["TIFF", 0, "II+\0"],
  ["TIFF", 0, "MM\0+"],
  ["BMP", 0, "BM????\0\0\0\0"],
  ["JPEG XL", 0, "\xff\x0a"],
  ["JPEG XL", 0, "\0\0\0\x0cJXL "],
  ["JPEG 2000", 0, "\0\0\0\x0cjP  "],
  ["JPEG 2000", 0, "\xff\x4f\xff\x51"],
  ["Photoshop", 0, "8BPS"],
  ["icon", 0, "\0\0\x01\0"],
  ["PDF", 0, "%PDF"],
  ["ZIP", 0, "PK\x03\x04"],
  ["gzip", 0, "\x1f\x8b"],
];

/**
 * Names the kind of a file from its first bytes.
 * A file cut off inside the PNG or JPEG signature still counts as PNG or JPEG, so that it is reported as truncated.
 */
export function sniff(bytes: Uint8Array): Kind {
  const found = signatures.find(([kind, offset, pattern]) => matches(bytes, offset, pattern, shortestPrefix(kind, pattern)));
  return found?.[0] ?? sniffBrands(bytes) ?? sniffText(bytes);
}

/** ISO/IEC 14496-12: the file type box names one brand, a version, and all brands that the file keeps to. */
function sniffBrands(bytes: Uint8Array): "AVIF" | "HEIC" | undefined {
  if (!matches(bytes, 4, "ftyp", 4)) return undefined;
  const length = Math.min(bytes.length, 1024, (((bytes[2] as number) << 8) | (bytes[3] as number)) || 1024);
  const brands = Array.from({ length: Math.max(1, Math.floor(length / 4) - 2) }, (_, at) => String.fromCharCode(...bytes.subarray(8 + 4 * at, 12 + 4 * at)));
  if (brands.some((brand) => brand === "avif" || brand === "avis")) return "AVIF";
  return brands.some((brand) => /^(hei[a-z]|hev[a-z]|mif1|msf1)$/.test(brand)) ? "HEIC" : undefined;
}

/** The sentence that tells the owner of a file that is not read what to do. */
function adviceFor(kind: Exclude<Kind, PictureFormat>): string {
  switch (kind) {
    case "unknown": return "its first bytes belong to no format known here";
    case "text": return "it is a text file";
    case "HTML": return "it is an HTML page (a download link that needed a login?)";
    case "ZIP": case "gzip": return `it is a ${kind} archive: unpack it first`;
    default: return `it looks like ${kind}: convert it to PNG or JPEG (with ImageMagick: magick FILE photo.jpg)`;
  }
}

/** A remark for a file whose name promises another format than its bytes are; undefined if they agree. */
export function extensionRemark(path: string, kind: Kind): string | undefined {
  const promised = formatByName(path);
  if (promised === undefined || promised === kind) return undefined;
  return `named ${extname(path).toLowerCase()}, but it is ${kind === "AVIF" ? "an" : "a"} ${kind}; read as ${kind}`;
}

/** PNG and JPEG may be cut off within their signature (2 bytes suffice); every other signature must be whole. */
function shortestPrefix(kind: Kind, pattern: string): number {
  return kind === "PNG" || kind === "JPEG" ? 2 : pattern.length;
}

function matches(bytes: Uint8Array, offset: number, pattern: string, atLeast: number): boolean {
  const length = Math.min(pattern.length, bytes.length - offset);
  if (length < atLeast) return false;
  for (let i = 0; i < length; i++) {
    if (pattern[i] !== "?" && bytes[offset + i] !== pattern.charCodeAt(i)) return false;
  }
  return true;
}

function sniffText(bytes: Uint8Array): Kind {
  const start = bytes.subarray(0, 512);
  if (start.length === 0 || start.some((byte) => byte < 9)) return "unknown"; // text has no control characters before tab
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(start, { stream: true }); // a letter cut at the end is no error
    if (/<svg[\s>]/i.test(text)) return "SVG";
    return /^\s*<(!doctype html|html|head|body)\b/i.test(text) ? "HTML" : "text";
  } catch {
    return "unknown"; // not UTF-8
  }
}
