import { decodeImage } from "camlucida/internal";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { storedColours } from "./png.ts";

const fixture = (name: string): Promise<Buffer> => readFile(resolve(import.meta.dirname, "../../../../test/fixtures/images", name));

/** The command line's decoder is held against OpenCV's bytes: see there. */
test.each([
  "rgba_8.png", "rgba_16.png", "interlaced_rgba_16.png", "grey_alpha_8.png", "grey_alpha_16.png", "palette_transparent.png", "rgb_transparent.png", "grey_transparent.png",
  "palette_1.png", "palette_2.png", "palette_4.png", "palette_8.png", "grey_1.png", "grey_2.png", "grey_4.png", "grey_8.png", "grey_16.png", "rgb_16.png",
])("%s: the command line's bytes", async (name) => {
  const file = await fixture(name);
  expect(await storedColours(new Blob([new Uint8Array(file)]))).toEqual(new Uint8Array((await decodeImage(file)).data));
});

test("what is no PNG, or a damaged one, has none", async () => {
  expect(await storedColours(new Blob([new Uint8Array(await fixture("444_37x29.jpg"))]))).toBeUndefined();
  expect(await storedColours(new Blob([new Uint8Array(await fixture("rgba_8.png")).slice(0, 60)]))).toBeUndefined();
  expect(await storedColours(new Blob([]))).toBeUndefined();
  expect(await storedColours(new Blob([new Uint8Array(await fixture("interlaced_palette_2.png"))]))).toBeUndefined(); // beyond fast-png
});
