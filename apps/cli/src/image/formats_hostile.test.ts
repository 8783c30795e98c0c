// Broken and hostile files of the formats beyond PNG and JPEG: an ImageError with its code in bounded time and memory, and the next picture is read as
// ever. Files cut anywhere, bytes changed, and headers that promise what is not there.
import { ImageError } from "@camlucida/cam";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeImage, fixture, fixtureJson } from "../testing/files.ts";
import { decodeImage } from "./decode.ts";
import { decodeLzw, UnknownCode } from "./lzw.ts";

const expected = fixtureJson<Record<string, ReturnType<typeof describeImage>>>("formats/expected.json");
const of = (name: string): Uint8Array => fixture(`formats/${name}`);

/** "read", or the code of what was thrown; anything else than an ImageError fails. */
async function outcomeOf(bytes: Uint8Array): Promise<string> {
  try {
    await decodeImage(bytes);
    return "read";
  } catch (error) {
    expect(error).toBeInstanceOf(ImageError);
    return (error as ImageError).code;
  }
}

describe("a file cut off", () => {
  // The tail that may be missing: a GIF's end mark, a BMP's padding, and where a TIFF's next page would lie. Cut within the first bytes it is no picture.
  test.each([["webp_2.webp", 12, 0], ["avif_2.avif", 24, 0], ["gif_2.gif", 6, 1], ["bmp_4.bmp", 10, 3], ["tiff_2.tif", 4, 4], ["heic_2.heic", 24, 0]])("%s", async (name, from, tail) => {
    const file = of(name);
    const step = name.startsWith("heic") || name.startsWith("avif") ? 7 : 1; // a decoder of its own for each
    for (let length = from; length < file.length - tail; length += step) expect([length, await outcomeOf(file.slice(0, length))]).toEqual([length, "image-truncated"]);
    for (let length = 1; length < from; length++) expect(await outcomeOf(file.slice(0, length))).toMatch(/^image-(truncated|not-an-image)$/);
  });
});

describe("changed bytes", () => {
  test.each(["webp_4.webp", "webp_7.webp", "avif_4.avif", "gif_4.gif", "bmp_4.bmp", "bmp_7.bmp", "tiff_4.tif", "tiff_6.tif", "heic_4.heic"])("%s: a picture or an ImageError, and then the whole file as ever", async (name) => {
    const original = of(name);
    const edit = fc.tuple(fc.oneof(fc.nat(Math.min(150, original.length - 1)), fc.nat(original.length - 1)), fc.oneof(fc.nat(255), fc.constant(255)));
    await fc.assert(fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 8 }), async (edits) => {
      const damaged = original.slice();
      for (const [at, value] of edits) damaged[at] = value;
      expect(await outcomeOf(damaged)).toMatch(/^(read|image-[a-z-]+)$/);
    }), { numRuns: 150, seed: 2016 });
    if (!name.startsWith("heic")) expect(describeImage(await decodeImage(original))).toEqual(expected[name]);
  });
});

describe("a header that promises what is not there", () => {
  const changed = (name: string, edit: (file: Buffer) => void): Uint8Array => {
    const file = Buffer.from(of(name));
    edit(file);
    return file;
  };
  const sizeOfAll = (file: Buffer, side: number): void => {
    for (let at = file.indexOf("ispe"); at >= 0; at = file.indexOf("ispe", at + 4)) [8, 12].forEach((from) => file.writeUInt32BE(side, at + from));
  };

  test.each([
    ["a WebP of 16384×16384", "image-too-large", changed("webp_4.webp", (file) => file.writeUInt32LE(0x3fff3fff, 26))],
    ["an AVIF of 60000×60000", "image-too-large", changed("avif_2.avif", (file) => sizeOfAll(file, 60_000))],
    ["an AVIF of another size than its bitstream", "image-corrupt", changed("avif_2.avif", (file) => sizeOfAll(file, 7))],
    ["an AVIF of 0×0", "image-corrupt", changed("avif_2.avif", (file) => sizeOfAll(file, 0))],
    ["a HEIC of 60000×60000", "image-too-large", changed("heic_2.heic", (file) => sizeOfAll(file, 60_000))],
    ["a GIF whose canvas has 65535×65535", "image-too-large", changed("gif_2.gif", (file) => file.fill(0xff, 6, 10))],
    ["a BMP of 2 billion pixels each way", "image-too-large", changed("bmp_2.bmp", (file) => [18, 22].forEach((at) => file.writeInt32LE(2 ** 31 - 1, at)))],
    ["a BMP of 0 pixels", "image-corrupt", changed("bmp_2.bmp", (file) => file.writeInt32LE(0, 18))],
    ["a TIFF whose directory lies behind its end", "image-truncated", changed("tiff_2.tif", (file) => file.writeUInt32LE(0xfffffff0, 4))],
  ])("%s: %s", async (_, code, file) => {
    const memory = process.memoryUsage().rss;
    expect(await outcomeOf(file)).toBe(code);
    expect(process.memoryUsage().rss - memory).toBeLessThan(100e6); // bytes
  });

  test("a TIFF whose next page is its first: pages are not followed", async () => { // its pixel is the number of its tags
    const file = tiff([[256, 1], [257, 1], [258, 8], [262, 1], [273, 8], [279, 1]], 8);
    expect((await decodeImage(file)).data).toEqual(Uint8Array.of(6, 6, 6, 255));
  });

  test("ink is light that is missing, and white may be 0", async () => {
    const pixelOf = async (...tags: readonly (readonly [number, number])[]): Promise<number[]> => [...(await decodeImage(tiff([[256, 1], [257, 1], [258, 8], ...tags, [273, 8], [279, 4]]))).data];
    expect(await pixelOf([262, 5], [277, 4])).toEqual([247, 254, 254, 255]); // ink 7, 0, 0 and black 1
    expect(await pixelOf([262, 0])).toEqual([249, 249, 249, 255]);
  });

  test.each([
    ["9000×9000 pixels in a few bytes", "image-truncated", [[256, 9000], [257, 9000], [258, 8], [259, 5], [262, 1], [273, 8], [279, 4]]],
    ["fax", "image-unsupported", [[256, 9], [257, 9], [258, 1], [259, 4], [262, 0], [273, 8], [279, 4]]],
    ["fractions", "image-unsupported", [[256, 9], [257, 9], [258, 32], [262, 1], [273, 8], [279, 4], [339, 3]]],
    ["as many rows as there are not", "image-truncated", [[256, 9], [257, 99], [258, 8], [262, 1], [273, 8], [278, 2], [279, 4]]],
    ["no pixels", "image-corrupt", [[256, 0], [257, 9], [258, 8], [262, 1], [273, 8], [279, 4]]],
    ["no place for its pixels", "image-corrupt", [[256, 9], [257, 9], [258, 8], [262, 1]]],
    ["colours of its palette that are not there", "image-corrupt", [[256, 1], [257, 1], [258, 8], [262, 3], [273, 8], [279, 4], [320, 1]]],
  ] as const)("a TIFF of %s: %s", async (_, code, tags) => expect(await outcomeOf(tiff(tags))).toBe(code));
});

/** A TIFF of one directory with short numbers. @param next where the next directory lies */
function tiff(tags: readonly (readonly [tag: number, value: number])[], next = 0): Uint8Array {
  const file = Buffer.alloc(8 + 2 + 12 * tags.length + 4);
  file.write("II*\0", "latin1");
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(tags.length, 8);
  for (const [at, [tag, value]] of tags.entries()) [tag, 3, 1, 0, value].forEach((number, field) => file.writeUInt16LE(number, 10 + 12 * at + 2 * field));
  for (const [at, [, value]] of tags.entries()) file.writeUInt32LE(value, 10 + 12 * at + 8);
  for (let at = 0; at < tags.length; at++) file.writeUInt32LE(1, 10 + 12 * at + 4);
  file.writeUInt32LE(next, file.length - 4);
  return file;
}

describe("LZW", () => {
  const codes = (numbers: readonly number[], rootBits = 2): Parameters<typeof decodeLzw>[0] => {
    let at = 0;
    return { rootBits, early: 0, next: () => numbers[at++] ?? -1 };
  };
  test("what has no end stops where the picture does", () => {
    expect(decodeLzw({ rootBits: 8, early: 0, next: () => 65 }, new Uint8Array(1000))).toBe(1000);
  });
  test("nothing but clearing ends with the data", () => expect(decodeLzw(codes(Array.from({ length: 9999 }, () => 4)), new Uint8Array(9))).toBe(0));
  test("a code that stands for nothing yet is refused", () => {
    expect(() => decodeLzw(codes([4, 1, 7]), new Uint8Array(9))).toThrow(UnknownCode);
    expect(() => decodeLzw(codes([4, 6]), new Uint8Array(9))).toThrow(UnknownCode);
  });
  test("a string that begins and ends as the one before", () => {
    const out = new Uint8Array(6);
    expect(decodeLzw(codes([4, 1, 6, 7, 5]), out)).toBe(6);
    expect([...out]).toEqual([1, 1, 1, 1, 1, 1]);
  });
});
