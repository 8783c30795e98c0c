// What mutants and other people's corpora found (docs/corpora.md), each file as small as it still shows the fault.
import { ImageError } from "@camlucida/cam";
import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { fixture, pngFile } from "../testing/files.ts";
import { decodeImage } from "./decode.ts";

const errorOf = async (bytes: Uint8Array): Promise<unknown> => decodeImage(bytes).then(() => undefined, (error: unknown) => error);

/** A PNG with more data behind what was compressed, and the checksum of all of it, or another. */
function padded(checksum = 0): Uint8Array {
  const file = Buffer.from(pngFile({ width: 1, height: 1, filtered: Uint8Array.of(0, 10, 20, 30) }));
  const [begin, length] = [33, file.readUInt32BE(33)];
  const chunk = Buffer.concat([file.subarray(begin, begin + 8 + length), Uint8Array.of(1, 2, 3), Buffer.alloc(4)]);
  chunk.writeUInt32BE(length + 3);
  chunk.writeUInt32BE((crc32(chunk.subarray(4, -4)) ^ checksum) >>> 0, chunk.length - 4);
  return new Uint8Array(Buffer.concat([file.subarray(0, begin), chunk, file.subarray(begin + 12 + length)]));
}

test("a PNG's bytes behind its compressed data are passed over, as OpenCV and Pillow do", async () => {
  expect((await decodeImage(padded())).data).toEqual(Uint8Array.of(10, 20, 30, 255));
});

test("but not where their checksum is wrong", async () => expect(await errorOf(padded(1))).toMatchObject({ code: "image-corrupt" }));

test("a chunk's name reaches no terminal where it is no name", async () => {
  const file = fixture("images/grey_8.png").with(13, 0x7f);
  expect(String(await errorOf(file))).toContain("a chunk without a name where IHDR must come first");
});

test("a JFIF segment without its version is read, or refused with a code", async () => {
  const photo = fixture("images/420_37x29.jpg");
  const short = Uint8Array.of(0xff, 0xe0, 0, 7, 0x4a, 0x46, 0x49, 0x46, 0);
  const file = new Uint8Array([...photo.subarray(0, 2), ...short, ...photo.subarray(2)]);
  const error = await errorOf(file);
  if (error !== undefined) expect(error).toBeInstanceOf(ImageError);
});

test("nor does a name in a WebP", async () => {
  const file = Uint8Array.from("RIFF\u0010\0\0\0WEBPVP\u009b \u0004\0\0\0abcd", (letter) => letter.charCodeAt(0));
  expect(String(await errorOf(file))).toContain('("VP\\u009b ")');
});

test("and of three hundred chunks not each is named", async () => {
  const chunks = "VP8X\u000a\0\0\0\0\0\0\0\0\0\0\0\0\0".repeat(300);
  const size = 4 + chunks.length;
  const file = Uint8Array.from(`RIFF${String.fromCharCode(size % 256, size >> 8)}\0\0WEBP${chunks}`, (letter) => letter.charCodeAt(0));
  expect(String(await errorOf(file)).length).toBeLessThan(200);
});
