// Rows of samples → a PNG file, by zlib. The rows are made, filtered and compressed a band at a time: a picture of 90 megapixels, copied
// as a whole for each of these steps, takes half a gigabyte more.
// Source: Portable Network Graphics, 3rd edition (W3C 2025), §5.3 "Chunk layout", §9.2 "Filter types", §11.2.1 "IHDR".
import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { constants, crc32, createDeflate } from "node:zlib";

export interface Rows {
  readonly width: number; // pixels
  readonly height: number; // rows
  readonly colours: "grey" | "rgb"; // of 8 bits
  readonly level: number; // of the compression, 0…9
  /** Fills `row`, [1 + width · samples]: the filter's type, then the filtered samples. */
  fill(row: Uint8Array, y: number): void;
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const bandBytes = 1 << 18;

export async function writePng(rows: Rows): Promise<Uint8Array> {
  const deflate = createDeflate({ level: rows.level, strategy: constants.Z_RLE, chunkSize: 1 << 16 });
  const data: Uint8Array[] = [];
  for await (const part of Readable.from(bandsOf(rows)).pipe(deflate)) data.push(part as Uint8Array);
  return Buffer.concat([signature, ...chunk("IHDR", [headerOf(rows)]), ...chunk("IDAT", data), ...chunk("IEND", [])]);
}

function* bandsOf({ width, height, colours, fill }: Rows): Generator<Uint8Array> {
  const rowBytes = 1 + width * (colours === "grey" ? 1 : 3);
  const rowsAtOnce = Math.max(1, Math.floor(bandBytes / rowBytes));
  for (let first = 0; first < height; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, height - first);
    const band = new Uint8Array(count * rowBytes); // a new one each time: zlib still reads the last
    for (let row = 0; row < count; row++) fill(band.subarray(row * rowBytes, (row + 1) * rowBytes), first + row);
    yield band;
  }
}

/** Width u32, height u32, 8 bits, grey (0) or RGB (2), and the only compression and set of filters there is; no interlace. */
function headerOf({ width, height, colours }: Rows): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colours === "grey" ? 0 : 2], 8);
  return header;
}

/** Length u32, type, data, CRC-32 u32 of type and data. */
function chunk(type: string, data: readonly Uint8Array[]): Uint8Array[] {
  const [head, tail] = [Buffer.alloc(8), Buffer.alloc(4)];
  head.writeUInt32BE(data.reduce((sum, part) => sum + part.length, 0), 0);
  head.write(type, 4, "latin1");
  tail.writeUInt32BE(data.reduce((crc, part) => crc32(part, crc), crc32(head.subarray(4))), 0);
  return [head, ...data, tail];
}
