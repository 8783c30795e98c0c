import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fixture } from "../testing/files.ts";
import { decodeImage } from "./decode.ts";
import { encodeImage, encodeJpeg, encodePng } from "./encode.ts";
import { sniff } from "./header.ts";

const opaque = (data: Uint8Array): Uint8Array => data.map((value, i) => (i % 4 === 3 ? 255 : value));

describe("encodePng", () => {
  // The decoder is proven against OpenCV on its own, so what it reads back is what was written.
  test("is lossless for any size and any pixels, and drops alpha", async () => {
    const side = fc.integer({ min: 1, max: 9 });
    const images = fc.tuple(side, side).chain(([width, height]) => {
      const length = 4 * width * height;
      return fc.uint8Array({ minLength: length, maxLength: length }).map((data) => ({ width, height, data }));
    });
    await fc.assert(fc.asyncProperty(images, async (image) => {
      expect(await decodeImage(await encodePng(image))).toEqual({ ...image, data: opaque(image.data) });
    }), { seed: 7 });
  });

  test("reads a picture that is a view into a larger buffer", async () => {
    const whole = Uint8Array.from({ length: 25 }, (_, i) => i * 10);
    const image = { width: 3, height: 2, data: whole.subarray(1) };
    expect((await decodeImage(await encodePng(image))).data).toEqual(opaque(image.data.slice()));
  });
});

describe("encodeJpeg", () => {
  test("writes a JPEG that is close to the photograph, closer at higher quality", async () => {
    const photo = await decodeImage(fixture("images/444_64x48.jpg"));
    const error = async (quality: number): Promise<number> => {
      const back = await decodeImage(await encodeJpeg(photo, quality));
      expect([back.width, back.height]).toEqual([64, 48]);
      return photo.data.reduce((sum, value, i) => sum + Math.abs(value - (back.data[i] ?? NaN)), 0) / (64 * 48 * 3);
    };
    const [low, high] = [await error(30), await error(92)];
    expect(high).toBeLessThan(4); // levels on average; measured 1.5 to 3 for this crop of fur and whiskers
    expect(high).toBeLessThan(low / 2);
  });
});

test.each([["a.jpg", "JPEG"], ["a.JPEG", "JPEG"], ["a.png", "PNG"], ["-", "PNG"]])("encodeImage writes %s as %s", async (name, kind) => {
  const image = { width: 8, height: 8, data: new Uint8Array(256).fill(200) };
  expect(sniff(await encodeImage(image, name))).toBe(kind);
});
