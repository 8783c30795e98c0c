import { describe, expect, test } from "vitest";
import { type Digest, digestLike, digestOf, noiseBytes, noiseFloats, referenceCases } from "../testing/pixels.ts";
import { articleBlend, articleBytes, articleHeat, articleLevels, renderArticle } from "./article.ts";

interface Case {
  readonly seed: number;
  readonly mapWidth: number;
  readonly mapHeight: number;
  readonly width: number;
  readonly height: number;
  readonly middle: number;
  readonly bytes: Digest; // [mapHeight, mapWidth]
  readonly levels: Digest; // [height, width]
  readonly heat: Digest; // [height, width, 3] RGB
  readonly picture: Digest; // [height, width, 3] RGB
}

const rgb = (data: Uint8Array): Uint8Array => data.filter((_, i) => i % 4 !== 3);

describe("the article's tail equals OpenCV's, stage by stage", async () => {
  test.each(await referenceCases<Case>("article.json"))(
    "$mapWidth × $mapHeight → $middle → $width × $height",
    async ({ seed, mapWidth, mapHeight, width, height, middle, ...expected }) => {
      const map = noiseFloats(seed, mapWidth * mapHeight);
      const image = { width, height, data: noiseBytes(seed + 2, width * height * 4) };
      const { bytes } = articleBytes(map);
      expect(await digestLike(expected.bytes, bytes)).toEqual(digestOf(expected.bytes));
      const levels = articleLevels(bytes, mapWidth, mapHeight, width, height, middle);
      expect(await digestLike(expected.levels, levels)).toEqual(digestOf(expected.levels));
      const heat = articleHeat(levels);
      expect(await digestLike(expected.heat, rgb(heat))).toEqual(digestOf(expected.heat));
      expect(await digestLike(expected.picture, rgb(articleBlend(image, heat).data))).toEqual(digestOf(expected.picture));
      const whole = renderArticle(map, mapWidth, mapHeight, image, middle);
      expect(await digestLike(expected.picture, rgb(whole.overlay.data))).toEqual(digestOf(expected.picture));
      expect(whole.statement).toBeUndefined();
    },
  );
});

describe("articleBlend", () => {
  test("rounds 0.3·heat + 0.5·photo half to even for all 65,536 pairs, and is opaque", () => {
    const heat = Uint8Array.from({ length: 256 * 256 * 4 }, (_, i) => (i >> 2) & 255);
    const data = Uint8Array.from({ length: 256 * 256 * 4 }, (_, i) => (i % 4 === 3 ? 0 : i >> 10));
    const picture = articleBlend({ width: 256, height: 256, data }, heat).data;
    for (let p = 0; p < 256 * 256; p++) {
      const tenths = 3 * (p & 255) + 5 * (p >> 8);
      const error = Math.abs(10 * picture[4 * p]! - tenths);
      if (error > 5 || (error === 5 && picture[4 * p]! % 2 !== 0)) throw new Error(`${p & 255}, ${p >> 8}: ${picture[4 * p]}`);
      if (picture[4 * p + 3] !== 255) throw new Error("not opaque");
    }
    expect(Math.max(...rgb(picture.subarray(65_000 * 4)))).toBe(204);
  });
});

describe("a map that the script would divide by zero", () => {
  const image = { width: 20, height: 10, data: noiseBytes(14, 800) };

  test.each([
    ["flat", new Float32Array(49).fill(-3.5), /same everywhere \(-3\.5\)/],
    ["zero", new Float32Array(49), /zero everywhere/],
    ["not a number", new Float32Array(49).fill(Number.NaN), /not usable/],
    ["wider than float32", Float32Array.from({ length: 49 }, (_, i) => (i % 2 === 0 ? 3e38 : -3e38)), /not usable/],
  ])("%s: is stated, and all levels are 0", (_, map, statement) => {
    expect(articleBytes(map)).toEqual({ bytes: new Uint8Array(49), statement: expect.stringMatching(statement) });
    const cold = articleHeat(new Uint8Array(200));
    expect(renderArticle(map, 7, 7, image).overlay).toEqual(articleBlend(image, cold));
  });

  test.each([
    ["map-shape", new Float32Array(48), image, 224],
    ["image-shape", new Float32Array(49), { ...image, width: 10 }, 224],
    ["image-side", noiseFloats(1, 49), image, 0],
    ["image-side", noiseFloats(1, 49), image, 1e9],
  ])("refuses with %s", (code, map, photo, middle) => {
    expect(() => renderArticle(map, 7, 7, photo, middle)).toThrow(expect.objectContaining({ code }));
  });
});
