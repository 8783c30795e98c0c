import { runByReferences } from "@camlucida/tensor";
import { testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import type { Image } from "../preprocess/image.ts";
import { largestDifference } from "../testing/difference.ts";
import { noiseBytes, noiseFloats } from "../testing/noise.ts";
import { articleBytes, renderArticle } from "./article.ts";
import { articleGraph, renderArticleOnGpu } from "./article_gpu.ts";

// 112 × 112 and 448 × 448: where OpenCV halves; 224 × 224: where it copies.
const sizes = [[1, 1], [1, 37], [53, 31], [112, 112], [224, 224], [448, 448], [451, 300]] as const;
const photoOf = (width: number, height: number): Image => ({ width, height, data: noiseBytes(22, width * height * 4) });

const gpu = await testGpu();

describe.for(sizes)("the article's picture of %d × %d pixels, to the bit", ([width, height]) => {
  const image = photoOf(width, height);

  test("interpreted on the CPU", () => {
    const map = noiseFloats(3, 49);
    const { graph, output, inputs } = articleGraph(articleBytes(map).bytes, 7, 7, image, 224);
    expect(largestDifference(runByReferences(graph, [output], inputs)[output.name]!, renderArticle(map, 7, 7, image).overlay.data)).toBe(0);
  });

  test("on the GPU", async ({ skip }) => {
    if (!gpu) return skip();
    for (const [mapWidth, mapHeight, middle] of [[7, 7, 224], [7, 7, 256], [8, 6, 224], [1, 5, 33]] as const) {
      const map = noiseFloats(5, mapWidth * mapHeight);
      const actual = await renderArticleOnGpu(gpu, map, mapWidth, mapHeight, image, middle);
      const expected = renderArticle(map, mapWidth, mapHeight, image, middle);
      expect(actual.statement).toBe(expected.statement);
      expect(largestDifference(actual.overlay.data, expected.overlay.data)).toBe(0);
    }
  });
});

describe("renderArticleOnGpu", () => {
  test.for([0, 3, Number.NaN, Number.NEGATIVE_INFINITY])("a map of %d everywhere", async (value, { skip }) => {
    if (!gpu) return skip();
    const map = new Float32Array(49).fill(value);
    expect(await renderArticleOnGpu(gpu, map, 7, 7, photoOf(53, 31))).toEqual(renderArticle(map, 7, 7, photoOf(53, 31)));
  });

  test.for([
    ["map-shape", 48, photoOf(5, 5), 224],
    ["image-shape", 49, { ...photoOf(5, 5), width: 6 }, 224],
    ["image-side", 49, photoOf(5, 5), 0.5],
    ["image-samples", 49, photoOf(5, 5), 2 ** 20],
  ] as const)("refuses with %s, as the CPU does", async ([code, count, image, middle], { skip }) => {
    if (!gpu) return skip();
    expect(() => renderArticle(new Float32Array(count), 7, 7, image, middle)).toThrow(expect.objectContaining({ code }));
    await expect(renderArticleOnGpu(gpu, new Float32Array(count), 7, 7, image, middle)).rejects.toMatchObject({ code });
  });
});
