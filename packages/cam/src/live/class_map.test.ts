import { runByReferences } from "@camlucida/tensor";
import { testGpu } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { both } from "../testing/compare.ts";
import { noiseFloats } from "../testing/pixels.ts";
import { Feed } from "../preprocess/image.ts";
import { classMap, mostProbable } from "./graphs.ts";

const gpu = await testGpu();

/** class maps [1, height, width, classes]; top [1, 2, 2], `first` ranked before class 0 */
function stepOf(height: number, width: number, classes: number, first: number, choice: number) {
  const maps = noiseFloats(height * classes, height * width * classes);
  const feed = new Feed();
  const all = feed.input("class maps", [1, height, width, classes], maps);
  const top = feed.input("top", [1, 2, 2], Float32Array.of(first, 3.5, 0, 1.25));
  return { feed, maps, output: classMap(feed.graph, "map", all, top, feed.input("choice", [1], Float32Array.of(choice))) };
}

test.each([[1, 1, 1], [7, 7, 1000], [8, 8, 3], [5, 13, 6], [13, 10, 1]])("maps of %i × %i, %i classes: any class, or the first ranked", async (height, width, classes) => {
  const last = classes - 1;
  for (const [first, choice, expected] of [[last, mostProbable, last], [last, 0, 0], [0, last, last], [0, classes >> 1, classes >> 1]] as const) {
    const { feed, maps, output } = stepOf(height, width, classes, first, choice);
    const chosen = maps.filter((_, i) => i % classes === expected);
    expect(runByReferences(feed.graph, [output], feed.inputs)["map"]).toEqual(chosen);
    if (gpu) expect((await both(gpu, feed, output)).onGpu).toEqual(chosen);
  }
});

test("logits that are not numbers rank no class: class 0 stands in", async () => {
  const { feed, maps, output } = stepOf(7, 7, 10, 10, mostProbable);
  const expected = maps.filter((_, i) => i % 10 === 0);
  expect(runByReferences(feed.graph, [output], feed.inputs)["map"]).toEqual(expected);
  if (gpu) expect((await both(gpu, feed, output)).onGpu).toEqual(expected);
});
