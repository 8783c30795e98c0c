import { decodeImage } from "camlucida/internal";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { refuseDamagedJpeg, storedColours } from "./photo.ts";

const fixture = async (name: string): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await readFile(resolve(import.meta.dirname, "../../../../test/fixtures/images", name)));
const look = (...parts: BlobPart[]): Promise<void> => refuseDamagedJpeg(new Blob(parts), 1e6);
const end = Uint8Array.of(0xff, 0xd9);

describe.each(["420_64x48.jpg", "progressive_420_45x33.jpg", "440_48x64.jpg", "grey_41x31.jpg", "restart_53x39.jpg", "cmyk_48x36.jpg"])("%s", (name) => {
  test("whole, it passes", async () => expect(await look(await fixture(name))).toBeUndefined());

  test("cut off anywhere, it is refused, whatever a browser makes of it", async () => {
    const file = await fixture(name);
    for (let length = 3; length < file.length; length += 23) {
      await expect(look(file.slice(0, length))).rejects.toMatchObject({ name: "ImageError", code: "image-truncated" });
    }
  });

  test("cut off in its image data and closed again, it is refused", async () => {
    const file = await fixture(name);
    const half = file.slice(0, (file.length * 3) >> 2);
    await expect(look(half, end)).rejects.toMatchObject({ name: "ImageError", code: expect.stringMatching(/^image-(truncated|corrupt)$/) as string });
  });
});

test("a harmless warning hides nothing: bytes between segments, and half of the data", async () => {
  const file = await fixture("420_64x48.jpg");
  const junk = Uint8Array.of(1, 2, 3);
  expect(await look(file.slice(0, 20), junk, file.slice(20))).toBeUndefined();
  await expect(look(file.slice(0, 20), junk, file.slice(20, 1000), end)).rejects.toMatchObject({ code: "image-truncated" });
});

test("more pixels than are read are refused before they are looked at", async () => {
  await expect(refuseDamagedJpeg(new Blob([await fixture("420_64x48.jpg")]), 64 * 48 - 1)).rejects.toMatchObject({ code: "image-too-large" });
});

test("what is no JPEG is left to the browser", async () => {
  expect(await look(await fixture("rgb_8.png"))).toBeUndefined();
  expect(await look(new Uint8Array())).toBeUndefined();
  expect(await look("no picture")).toBeUndefined();
});

/** The command line's decoder is held against OpenCV's bytes: see there. */
test.each([
  "rgba_8.png", "rgba_16.png", "interlaced_rgba_16.png", "grey_alpha_8.png", "grey_alpha_16.png", "palette_transparent.png", "rgb_transparent.png", "grey_transparent.png",
  "palette_1.png", "palette_2.png", "palette_4.png", "palette_8.png", "grey_1.png", "grey_2.png", "grey_4.png", "grey_8.png", "grey_16.png", "rgb_16.png",
])("%s: the command line's bytes", async (name) => {
  const file = await fixture(name);
  expect(await storedColours(new Blob([file]))).toEqual(new Uint8Array((await decodeImage(file)).data));
});

test("what is no PNG, or a damaged one, has none", async () => {
  expect(await storedColours(new Blob([await fixture("444_37x29.jpg")]))).toBeUndefined();
  expect(await storedColours(new Blob([(await fixture("rgba_8.png")).slice(0, 60)]))).toBeUndefined();
  expect(await storedColours(new Blob([]))).toBeUndefined();
  expect(await storedColours(new Blob([await fixture("interlaced_palette_2.png")]))).toBeUndefined(); // beyond fast-png
});
