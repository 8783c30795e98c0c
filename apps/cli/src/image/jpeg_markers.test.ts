// Kinds of JPEG that nobody here can decode: refused by their frame header, in words.
import { expect, test } from "vitest";
import { fixture } from "../testing/fixtures.ts";
import { decodeImage } from "./decode.ts";

test.each(["420_37x29", "grey_progressive_41x31", "cmyk_48x36"])("arithmetic coding, though OpenCV reads it: %s", async (name) => {
  await expect(decodeImage(fixture(`images/arithmetic_${name}.jpg`))).rejects.toMatchObject({
    name: "ImageError",
    code: "image-unsupported",
    message: expect.stringMatching(/arithmetic coding.*Convert it to PNG/) as string,
  });
  await expect(decodeImage(fixture(`images/${name}.jpg`))).resolves.toBeDefined(); // the same picture in Huffman coding
});

/** A baseline file whose frame header says otherwise. */
function framed(marker: number, precision: number): Uint8Array {
  const file = fixture("images/420_64x48.jpg");
  const frame = file.findIndex((value, i) => value === 0xff && file[i + 1] === 0xc0);
  return file.with(frame + 1, marker).with(frame + 4, precision);
}

test.each([
  [0xc0, 12, "(12 bits)"],
  [0xc1, 12, "(12 bits)"],
  [0xc3, 8, "(lossless)"],
  [0xc3, 16, "(lossless, 16 bits)"],
  [0xc5, 8, "(hierarchical)"],
  [0xc6, 8, "(hierarchical)"],
  [0xc7, 8, "(lossless, hierarchical)"],
  [0xc9, 8, "(arithmetic coding)"],
  [0xca, 8, "(arithmetic coding)"],
  [0xcb, 8, "(arithmetic coding, lossless)"],
  [0xcd, 8, "(arithmetic coding, hierarchical)"],
  [0xce, 8, "(arithmetic coding, hierarchical)"],
  [0xcf, 12, "(arithmetic coding, lossless, hierarchical, 12 bits)"],
])("frame 0x%x of %i bits: %s", async (marker, precision, words) => {
  await expect(decodeImage(framed(marker, precision))).rejects.toMatchObject({
    code: "image-unsupported",
    message: expect.stringContaining(words) as string,
  });
});

test("an extended sequential frame of 8 bits is read as a baseline one", async () => {
  expect(await decodeImage(framed(0xc1, 8))).toEqual(await decodeImage(framed(0xc0, 8)));
});
