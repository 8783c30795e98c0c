// Broken and hostile files: always an ImageError with its code, in bounded time and memory, and never a picture of grey paint.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ImageError } from "@camlucida/cam";
import { fixture, pngFile } from "../testing/files.ts";
import { decodeImage } from "./decode.ts";
import { pixelLimit } from "./pixel_limit.ts";

const photo = fixture("images/420_64x48.jpg");
const drawing = fixture("images/rgb_8.png");

async function codeOf(bytes: Uint8Array): Promise<string> {
  const error: unknown = await decodeImage(bytes).then(() => undefined, (reason: unknown) => reason);
  return error instanceof ImageError ? error.code : String(error);
}

describe("what is no picture", () => {
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  test("an empty file", async () => expect(await codeOf(new Uint8Array())).toBe("image-empty"));
  test.each([
    ["text", text("not a picture\n"), /text file/],
    ["a web page", text("\n<!DOCTYPE html><title>Log in</title>"), /HTML page/],
    ["SVG", text('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), /SVG: convert it to PNG or JPEG/],
    ["JPEG XL", Uint8Array.of(0xff, 0x0a), /JPEG XL: convert/],
    ["PDF", text("%PDF-1.7"), /PDF: convert/],
    ["nothing known", Uint8Array.of(1, 2, 3, 0, 254), /no format known/],
  ])("%s", async (_, bytes, message) => {
    expect(await codeOf(bytes)).toBe("image-not-an-image");
    await expect(decodeImage(bytes)).rejects.toThrow(message);
  });
});

describe("truncated files", () => {
  test("a PNG cut anywhere", async () => {
    for (let length = 2; length < drawing.length; length++) expect(await codeOf(drawing.slice(0, length))).toBe("image-truncated");
  });

  test("a JPEG cut anywhere", async () => {
    for (let length = 2; length < photo.length; length++) expect(await codeOf(photo.slice(0, length))).toBe("image-truncated");
  });

  test("a JPEG whose data were cut and whose end marker was put back", async () => {
    const half = photo.slice(0, photo.length - 400);
    expect(await codeOf(Uint8Array.of(...half, 0xff, 0xd9))).toBe("image-truncated");
  });

  test("a PNG whose compressed data hold too few rows", async () => {
    expect(await codeOf(pngFile({ width: 20, height: 20, filtered: new Uint8Array(61 * 19) }))).toBe("image-truncated");
    expect(await codeOf(pngFile({ width: 9000, height: 9000, filtered: new Uint8Array(61) }))).toBe("image-truncated");
  });
});

describe("pictures beyond the pixel limit are refused by their header", () => {
  const largerThanItIs = (bytes: Uint8Array, at: number): Uint8Array => {
    const copy = bytes.slice();
    new DataView(copy.buffer).setUint32(at, 0xea60ea60); // JPEG: height and width 60000
    return copy;
  };

  test("a PNG of 12000×12000 grey pixels, small on disk, is not decoded", async () => {
    const filtered = new Uint8Array(12001 * 12000); // deflates to 140 KB
    const file = pngFile({ width: 12000, height: 12000, colourType: 0, filtered });
    const memory = process.memoryUsage().rss;
    await expect(decodeImage(file)).rejects.toThrow(/12000×12000 = 144,000,000 pixels; the limit is 89,478,485/);
    expect(await codeOf(file)).toBe("image-too-large");
    expect(process.memoryUsage().rss - memory).toBeLessThan(20e6); // bytes; decoding would take 700 MB
  });

  test("a JPEG", async () => {
    const frame = photo.findIndex((value, i) => value === 0xff && photo[i + 1] === 0xc0);
    expect(await codeOf(largerThanItIs(photo, frame + 5))).toBe("image-too-large");
  });

  test("half the limit for 16 bits", async () => {
    const side = Math.ceil(Math.sqrt(pixelLimit / 2));
    expect(await codeOf(pngFile({ width: side, height: side, depth: 16, filtered: new Uint8Array(9) }))).toBe("image-too-large");
    expect(await codeOf(pngFile({ width: side, height: side, depth: 8, filtered: new Uint8Array(9) }))).toBe("image-truncated");
  });
});

describe("bombs: small headers, much data", () => {
  const bomb = new Uint8Array(200e6); // zeros: 200 KB compressed
  test.each([0, 1])("PNG data that expand to 200 MB behind a header of 8×8 pixels, interlace %i", async (interlace) => {
    const file = pngFile({ width: 8, height: 8, interlace, filtered: bomb });
    const memory = process.memoryUsage().rss;
    expect(await codeOf(file)).toBe("image-corrupt");
    expect(process.memoryUsage().rss - memory).toBeLessThan(50e6); // bytes
  });

  test("a progressive JPEG with thousands of scans", async () => {
    const progressive = fixture("images/progressive_444_45x33.jpg");
    const scan = progressive.findIndex((value, i) => value === 0xff && progressive[i + 1] === 0xda);
    const one = progressive.slice(scan, progressive.length - 2);
    const file = new Uint8Array(progressive.length + 1000 * one.length);
    file.set(progressive.subarray(0, -2));
    for (let i = 0; i < 1000; i++) file.set(one, progressive.length - 2 + i * one.length);
    file.set([0xff, 0xd9], file.length - 2);
    await expect(decodeImage(file)).rejects.toThrow(/more than 100 scans/);
  });
});

describe("damage", () => {
  test("a PNG with a wrong checksum", async () => {
    const damaged = drawing.slice();
    damaged[60] = (damaged[60] ?? 0) ^ 1;
    expect(await codeOf(damaged)).toBe("image-corrupt");
  });

  test.each([
    "420_64x48.jpg", "progressive_420_45x33.jpg", "orientation_6.jpg", "cmyk_48x36.jpg", "rgb_8.png", "interlaced_palette_2.png",
  ])(
    "random bytes written into %s: a picture of the declared size or an ImageError, nothing else", async (name) => {
      const original = fixture(`images/${name}`);
      const edit = fc.tuple(fc.nat(original.length - 1), fc.nat(255));
      await fc.assert(fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 8 }), async (edits) => {
        const damaged = original.slice();
        for (const [at, value] of edits) damaged[at] = value;
        const outcome: unknown = await decodeImage(damaged).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ImageError);
        else expect(outcome).toMatchObject({ data: expect.any(Uint8Array) });
      }), { numRuns: 200, seed: 2016 });
    });

  test("the decoder works on after every failure", async () => {
    await codeOf(Uint8Array.of(...photo.slice(0, photo.length - 400), 0xff, 0xd9));
    expect((await decodeImage(photo)).width).toBe(64);
  });
});
