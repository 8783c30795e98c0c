// Kinds of JPEG that nobody here can decode, refused by their frame header in words; then JPEGs that are damaged.
import { checkJpeg, ImageError, readJpegHeader } from "@camlucida/cam";
import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { describeImage, fixture, fixtureJson } from "../testing/files.ts";
import { decodeImage, decodePicture } from "./decode.ts";

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

// JPEGs damaged in every way that is told apart, and what libjpeg-turbo says of each by all its warnings (test/reference_jpeg_damage.py).

interface Case {
  readonly from: string;
  readonly way: string;
  readonly edits: readonly (readonly [at: number, removed: number, inserted: string])[];
  readonly verdict: "whole" | "superfluous" | "lacking" | "damaged" | "fails";
  readonly warnings: readonly string[];
  readonly sha256: string | null;
}

const cases = fixtureJson<readonly Case[]>("jpeg_damage.json").map((one) => [`${one.way}: ${one.from} ${JSON.stringify(one.edits)}`, one] as const);
const told = (...verdicts: readonly Case["verdict"][]): typeof cases => cases.filter(([, { verdict }]) => verdicts.includes(verdict));

function damaged({ from, edits }: Case): Uint8Array {
  const apply = (file: Uint8Array, [at, removed, inserted]: Case["edits"][number]): Uint8Array =>
    Buffer.concat([file.subarray(0, at), Buffer.from(inserted, "hex"), file.subarray(at + removed)]);
  return edits.reduce(apply, fixture(`images/${from}`));
}

describe("what libjpeg-turbo reads without a warning is read, with the same pixels", () => {
  test.each(told("whole"))("%s", async (_, one) => {
    expect(describeImage((await decodePicture(damaged(one))).image).sha256).toBe(one.sha256);
  });
});

describe("what it warns of though it harms nothing is read with a remark, with the same pixels", () => {
  test.each(told("superfluous"))("%s", async (_, one) => {
    const { image, remarks } = await decodePicture(damaged(one));
    expect(describeImage(image).sha256).toBe(one.sha256);
    if (one.way !== "revision") expect(remarks).not.toEqual([]);
  });
});

describe("what it paints grey, blurs or guesses at is refused", () => {
  test.each(told("lacking", "damaged", "fails"))("%s", async (_, one) => {
    const outcome: unknown = await decodePicture(damaged(one)).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(ImageError);
    expect((outcome as ImageError).code).toMatch(/^image-(truncated|corrupt|unsupported|not-an-image|too-large)$/);
  });
});

describe("checkJpeg by itself, on which the page relies", () => {
  test.each(told("whole", "superfluous"))("passes %s", (_, one) => {
    expect(checkJpeg(damaged(one))).toBeInstanceOf(Array);
  });

  test.each(told("lacking", "damaged"))("refuses %s", (_, one) => {
    const bytes = damaged(one);
    expect(() => (readJpegHeader(bytes), checkJpeg(bytes))).toThrow(ImageError);
  });
});

test("the bytes that are left over are found to the byte, among restarts and behind the last block", () => {
  const file = fixture("images/restart_53x39.jpg");
  expect(checkJpeg(file)).toEqual([]);
  const restart = file.findIndex((byte, at) => byte === 0xff && file[at + 1] === 0xd2);
  const end = file.length - 2;
  const junk = Uint8Array.of(1, 0xff, 0, 2);
  const padded = Buffer.concat([file.subarray(0, restart), junk, file.subarray(restart, end), junk, file.subarray(end)]);
  expect(checkJpeg(padded)).toEqual([[restart, restart + 4], [end + 4, end + 8]]);
});
