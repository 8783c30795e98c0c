// Files for tests: a folder of their own, the reference files that test/reference_images.py wrote, PNGs made by hand.
import type { Image } from "@camlucida/cam";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

/** Runs `use` in a fresh folder that holds the named empty files, and removes it. */
export async function inFolder<Found>(names: readonly string[], use: (folder: string) => Promise<Found>): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), "camlucida-test-"));
  try {
    for (const name of names) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), "");
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Expectation {
  readonly width: number; // pixels
  readonly height: number; // pixels
  readonly sha256: string; // of the RGB bytes, [H, W, 3]
}

/** A reference file, by its name. */
export function fixture(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../../../test/fixtures/${path}`, import.meta.url)));
}

/** What a script wrote, in the form that the caller knows it to have. */
export function fixtureJson<Written>(path: string): Written {
  return JSON.parse(new TextDecoder().decode(fixture(path))) as Written;
}

/** File name → what OpenCV read from it. */
export function expectations(): ReadonlyMap<string, Expectation> {
  return new Map(Object.entries(fixtureJson<Record<string, Expectation>>("images/expected.json")));
}

/** A picture as the script describes it. */
export function describeImage({ width, height, data }: Image): Expectation {
  const rgb = data.filter((_, i) => i % 4 !== 3);
  return { width, height, sha256: createHash("sha256").update(rgb).digest("hex") };
}

interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  readonly colourType?: number;
  readonly interlace?: number;
  readonly filtered: Uint8Array; // the bytes to compress: a filter byte and the samples of each row
}

/** A PNG by hand: any header, any data. */
export function pngFile({ width, height, depth = 8, colourType = 2, interlace = 0, filtered }: PngParts): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  [depth, colourType, 0, 0, interlace].forEach((value, i) => header.setUint8(8 + i, value));
  const chunks = [chunk("IHDR", new Uint8Array(header.buffer)), chunk("IDAT", deflateSync(filtered)), chunk("IEND", new Uint8Array())];
  return new Uint8Array(Buffer.concat([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), ...chunks]));
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
