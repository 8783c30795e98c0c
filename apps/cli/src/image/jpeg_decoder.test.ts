// One decoder for many pictures: what a picture gives does not depend on those before it, beside it or after it.
import { expect, test } from "vitest";
import { describeImage, expectations, fixture } from "../testing/fixtures.ts";
import { decodeImage } from "./decode.ts";
import { decodeWithMozjpeg } from "./jpeg_decoder.ts";

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

test("several at once, of which some are damaged: each gets its own remarks", async () => {
  const photo = fixture("images/420_64x48.jpg");
  const outcomes = await Promise.all(Array.from({ length: 12 }, (_, at) => decodeWithMozjpeg(at % 3 === 1 ? damaged(photo) : photo)));
  for (const [at, { pixels, messages }] of outcomes.entries()) {
    expect(messages.length > 0).toBe(at % 3 === 1);
    if (at % 3 !== 1) expect(pixels?.data).toEqual(outcomes[0]?.pixels?.data);
  }
});
