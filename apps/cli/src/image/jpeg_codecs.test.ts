// One decoder for many pictures: what a picture gives does not depend on those before it, beside it or after it.
import { expect, test } from "vitest";
import { describeImage, expectations, fixture } from "../testing/files.ts";
import { decodeImage } from "./decode.ts";
import { decodeByTurbo } from "./jpeg_codecs.ts";

const photographs = [...expectations()].filter(([name]) => name.endsWith(".jpg"));
const damaged = (bytes: Uint8Array): Uint8Array => Uint8Array.of(...bytes.subarray(0, bytes.length >> 1), 0xff, 0xd9);

test("the pixels of a picture stay when others are decoded, whole ones and damaged ones", async () => {
  const images = [];
  for (const [name] of photographs) {
    images.push(await decodeImage(fixture(`images/${name}`)));
    await expect(decodeImage(damaged(fixture(`images/${name}`)))).rejects.toThrow(expect.objectContaining({ code: expect.stringMatching(/^image-/) as string }) as Error);
  }
  expect(images.map(describeImage)).toEqual(photographs.map(([, expected]) => expected));
});

test("several at once, of which some are damaged: each gets its own verdict", async () => {
  const photo = fixture("images/420_64x48.jpg");
  const outcomes = await Promise.all(Array.from({ length: 12 }, (_, at) => decodeByTurbo([at % 3 === 1 ? damaged(photo) : photo])));
  for (const [at, decoded] of outcomes.entries()) {
    if (at % 3 === 1) expect(decoded).toBeUndefined();
    else expect(decoded?.samples).toEqual(outcomes[0]?.samples);
  }
});

test("chroma sampled 2×2, 2×1 and 1×1, which libjpeg-turbo's interface has no name for, within 2 levels of OpenCV", async () => {
  // mozjpeg's decoder repeats rows where libjpeg-turbo has interpolated them since 2.1. Measured: 2.
  const [image, expected] = await Promise.all(["jpg", "expected.png"].map((ending) => decodeImage(fixture(`images/mixed_2x2_2x1_1x1_37x29.${ending}`))));
  expect(Math.max(...(image?.data ?? []).map((level, at) => Math.abs(level - (expected?.data[at] ?? NaN))))).toBeLessThanOrEqual(2);
});
