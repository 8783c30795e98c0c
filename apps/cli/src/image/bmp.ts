// BMP → [H, W, 4] RGBA u8, as Pillow's Image.open(path).convert("RGB") gives it: 5 and 6 bits are stretched to 8 and cut, alpha is dropped,
// what run lengths leave out has the palette's first colour, an index beyond the palette is a grey.
import { corrupt, dataTooShort, needBytes, viewOf } from "./damage.ts";
import { type BmpHeader, readBmpHeader } from "./bmp_header.ts";
import { opaqueColour, type Picture, type PictureFile } from "./picture_file.ts";
import { pixelLimit } from "./pixel_limit.ts";

/** @throws ImageError "image-truncated", "image-corrupt" or "image-unsupported" */
export function openBmp(bytes: Uint8Array): PictureFile {
  const header = readBmpHeader(bytes);
  const { width, height, offset, runs } = header;
  const last = Math.ceil((width * header.bits) / 8); // the padding of the last row may be missing
  if (!runs && width * height <= pixelLimit) needBytes("BMP", bytes, offset + rowBytes(header) * (height - 1) + last);
  return { width, height, pixelLimit, orientation: 1, decode: () => decode(bytes, header) };
}

/** Rows end on multiples of 4 bytes. */
const rowBytes = ({ width, bits }: BmpHeader): number => 4 * Math.ceil((width * bits) / 32);

function decode(bytes: Uint8Array, header: BmpHeader): Picture {
  const { width, height } = header;
  const pixels = new Uint32Array(width * height);
  if (header.runs) fromRuns(bytes, header, pixels);
  else if (header.bits <= 8) fromIndices(bytes, header, pixels);
  else fromFields(bytes, header, pixels);
  return { image: { width, height, data: new Uint8Array(pixels.buffer) }, remarks: [] };
}

/** Where each stored row begins in the picture: usually from the lowest to the topmost. */
const rowStart = ({ width, height, topDown }: BmpHeader, row: number): number => (topDown ? row : height - 1 - row) * width;

/** 256 of them: beyond the palette greys, as Pillow has them. */
function coloursOf({ palette, entryBytes }: BmpHeader): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, at) => {
    const [blue = at, green = at, red = at] = palette.subarray(entryBytes * at, entryBytes * (at + 1));
    return opaqueColour(red, green, blue);
  });
}

function fromIndices(bytes: Uint8Array, header: BmpHeader, pixels: Uint32Array): void {
  const { width, height, bits, offset } = header;
  const colours = coloursOf(header);
  const [perByte, mask] = [8 / bits, 2 ** bits - 1];
  for (let row = 0; row < height; row++) {
    const from = offset + row * rowBytes(header);
    const to = rowStart(header, row);
    for (let x = 0; x < width; x++) {
      const byte = bytes[from + Math.floor(x / perByte)] as number;
      pixels[to + x] = colours[(byte >> (8 - bits - (x % perByte) * bits)) & mask] as number;
    }
  }
}

/** A colour's part of a pixel → 0 to 255. */
function fieldOf(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const largest = mask >>> shift;
  return (pixel) => Math.floor((((pixel & mask) >>> shift) * 255) / largest);
}

function fromFields(bytes: Uint8Array, header: BmpHeader, pixels: Uint32Array): void {
  const { width, height, bits, offset, masks } = header;
  const [red, green, blue] = masks.map(fieldOf) as [(pixel: number) => number, (pixel: number) => number, (pixel: number) => number];
  const view = viewOf(bytes);
  const read = bits === 16 ? (at: number) => view.getUint16(at, true)
    : bits === 24 ? (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
      : (at: number) => view.getUint32(at, true);
  for (let row = 0; row < height; row++) {
    const from = offset + row * rowBytes(header);
    const to = rowStart(header, row);
    for (let x = 0; x < width; x++) {
      const pixel = read(from + (x * bits) / 8);
      pixels[to + x] = opaqueColour(red(pixel), green(pixel), blue(pixel));
    }
  }
}

/** Runs of one index (two by turns, where one has 4 bits), stretches of indices as they are, and steps; what none reaches keeps index 0. */
function fromRuns(bytes: Uint8Array, header: BmpHeader, pixels: Uint32Array): void {
  const { width, height, offset, bits } = header;
  const colours = coloursOf(header);
  pixels.fill(colours[0] as number);
  let [x, row] = [0, 0];
  const put = (index: number): void => {
    if (x < width) pixels[rowStart(header, row) + x] = colours[index] as number;
    x++;
  };
  const indexAt = (from: number, at: number): number => (bits === 8 ? bytes[from + at] as number : ((bytes[from + (at >> 1)] as number) >> (at % 2 === 0 ? 4 : 0)) & 15);
  for (let at = offset; row < height; ) {
    if (at + 2 > bytes.length) {
      if (row === height - 1 && x >= width) return; // the end is not marked
      throw dataTooShort("BMP", header);
    }
    const [count, code] = [bytes[at] as number, bytes[at + 1] as number];
    at += 2;
    if (count > 0) for (let i = 0; i < count; i++) put(indexAt(at - 1, bits === 8 ? 0 : i % 2));
    else if (code === 0) [x, row] = [0, row + 1];
    else if (code === 1) return;
    else if (code === 2) {
      needBytes("BMP", bytes, at + 2);
      x += bytes[at] as number;
      row += bytes[at + 1] as number;
      at += 2;
    } else {
      const length = 2 * Math.ceil((code * bits) / 16); // an even number of bytes
      needBytes("BMP", bytes, at + Math.ceil((code * bits) / 8));
      for (let i = 0; i < code; i++) put(indexAt(at, i));
      at += length;
    }
  }
  if (row > height) throw corrupt("BMP", "its run lengths lead out of the picture");
}
