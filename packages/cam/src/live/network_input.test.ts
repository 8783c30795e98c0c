import { runByReferences } from "@camlucida/tensor";
import { testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { imagenetNormalisation, normalisationTable, type Normalisation, normalise } from "../preprocess/preprocess.ts";
import { both, largestDifference } from "../testing/compare.ts";
import { noiseBytes } from "../testing/pixels.ts";
import { Feed } from "../preprocess/image.ts";
import { networkInput } from "./graphs.ts";

const gpu = await testGpu();
const keras: Normalisation = { order: "BGR", scale: 1, mean: [103.939, 116.779, 123.68], std: [1, 1, 1] };

function stepOf(data: Uint8Array, width: number, height: number, normalisation: Normalisation) {
  const feed = new Feed();
  const table = feed.input("table", [3, 256], normalisationTable(normalisation));
  return { feed, output: networkInput(feed.graph, "input", feed.photo({ width, height, data }), table, normalisation) };
}

describe.each([["ImageNet's", imagenetNormalisation], ["Keras'", keras]] as const)("%s numbers", (_, normalisation) => {
  test.each([[1, 1], [1, 37], [9, 7], [8, 8], [65, 3], [224, 224]])("are normalise's to the bit: %i × %i", async (width, height) => {
    const data = noiseBytes(12, width * height * 4);
    const expected = normalise(data.filter((_level, i) => i % 4 !== 3), normalisation);
    const { feed, output } = stepOf(data, width, height, normalisation);
    expect(largestDifference(runByReferences(feed.graph, [output], feed.inputs)["input"]!, expected)).toBe(0);
    if (gpu) expect(largestDifference((await both(gpu, feed, output)).onGpu, expected)).toBe(0);
  });

  test("every level of every channel", async () => {
    const data = Uint8Array.from({ length: 4 * 256 * 3 }, (_level, i) => (Math.floor(i / 1024) === i % 4 ? (i >> 2) % 256 : 0));
    const { feed, output } = stepOf(data, 256, 3, normalisation);
    const expected = normalise(data.filter((_level, i) => i % 4 !== 3), normalisation);
    expect(runByReferences(feed.graph, [output], feed.inputs)["input"]).toEqual(expected);
    if (gpu) expect((await both(gpu, feed, output)).onGpu).toEqual(expected);
  });
});
