// The graphs against the functions that they repeat, on the CPU and on the GPU.
import { compile, Graph, runByReferences, type Data, type Gpu, type Value } from "@camlucida/tensor";
import { runOnGpu, testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { tonesNamed } from "../colours/colour_maps.ts";
import { imagenetNormalisation, normalisationTable, normalise, type Normalisation } from "../preprocess/normalisation.ts";
import { preprocess, type Framing } from "../preprocess/preprocess.ts";
import { imagenetPreprocessing, type Preprocessing } from "../preprocess/preprocessing.ts";
import { largestDifference, noiseBytes, noiseFloats, both } from "../testing/pixels.ts";
import { renderView, type ViewOptions } from "../views/style.ts";
import type { ViewName } from "../views/scale.ts";
import { inputGraph, overlayGraph, classMap, mostProbable } from "./graphs.ts";
import { networkInput } from "./network_input.ts";
import { Feed } from "../preprocess/image.ts";

const gpu = await testGpu();
const sizes = [[1, 1], [2, 1], [1, 37], [53, 31], [65, 129], [224, 224], [451, 300]] as const;
const framings: readonly Framing[] = ["squash", "crop"];
const views: readonly ViewName[] = ["signed", "positive", "minmax"];
const classes = 6;

/** The shapes of a network with 7 × 7 maps. */
function shapes() {
  const graph = new Graph();
  return { classMaps: graph.input("maps", [1, 7, 7, classes]), top: graph.input("ranked", [1, 5, 2]) };
}

async function run(device: Gpu | undefined, graph: Graph, output: Value, inputs: Readonly<Record<string, Data>>): Promise<Data> {
  return (device ? await runOnGpu(device, graph, [output], inputs) : runByReferences(graph, [output], inputs))[output.name]!;
}

describe.each(framings)("%s", (framing) => {
  test.each(sizes)("the input of a photograph of %i × %i is preprocess' to the bit", async (width, height) => {
    const data = noiseBytes(width + 2 * height, width * height * 4);
    const { feed, input } = inputGraph({ width, height }, framing, imagenetPreprocessing);
    const expected = preprocess({ width, height, data }, imagenetPreprocessing, framing).input;
    for (const device of [undefined, gpu]) {
      expect(largestDifference(await run(device, feed.graph, input, { ...feed.inputs, photo: data }), expected)).toBe(0);
    }
  });

  test.each(sizes)("the overlay of a photograph of %i × %i is renderView's", async (width, height) => {
    const image = { width, height, data: noiseBytes(8, width * height * 4) };
    const maps = noiseFloats(3, 49 * classes);
    const { region } = preprocess(image, imagenetPreprocessing, framing);
    for (const view of views) {
      const options: ViewOptions = { view, tones: tonesNamed("grey"), alpha: 0.7, lines: "quarters" };
      const { feed, overlay } = overlayGraph(image, region, shapes(), options);
      const inputs = { ...feed.inputs, photo: image.data, "class maps": maps, top: new Float32Array(10), choice: Float32Array.of(4) };
      const expected = renderView(maps.filter((_, i) => i % classes === 4), 7, 7, image, region, options).overlay.data;
      expect(largestDifference(await run(undefined, feed.graph, overlay, inputs), expected)).toBe(0);
      // A GPU may fuse multiplications and additions: a value at the edge of a level may cross it.
      if (gpu) expect(largestDifference(await run(gpu, feed.graph, overlay, inputs), expected)).toBeLessThanOrEqual(1);
    }
  });
});

test.each<Partial<Preprocessing>>([
  { size: { height: 97, width: 33 }, resize: { height: 110, width: 37 }, interpolation: "bicubic" },
  { size: { height: 60, width: 60 }, resize: { height: 68, width: 68 }, normalisation: { order: "L", scale: 255, mean: [0.1307], std: [0.3081] } },
])("the input of another size, of other pixels and colours, is preprocess' to the bit: %j", async (changes) => {
  const [width, height, preprocessing] = [131, 87, { ...imagenetPreprocessing, ...changes }];
  const data = noiseBytes(11, width * height * 4);
  for (const framing of framings) {
    const { feed, input } = inputGraph({ width, height }, framing, preprocessing);
    const expected = preprocess({ width, height, data }, preprocessing, framing).input;
    for (const device of [undefined, gpu]) {
      expect(largestDifference(await run(device, feed.graph, input, { ...feed.inputs, photo: data }), expected)).toBe(0);
    }
  }
});

test.skipIf(gpu === undefined)("pictures of all sizes share their pipelines", async () => {
  const options: ViewOptions = { view: "signed", tones: tonesNamed("signed"), alpha: 0.6, lines: "quarters" };
  const compileBoth = async (width: number, height: number): Promise<void> => {
    const [before, after] = [inputGraph({ width, height }, "crop", imagenetPreprocessing), overlayGraph({ width, height }, { x: 0, y: 0, width, height }, shapes(), options)];
    (await compile(gpu as Gpu, before.feed.graph, [before.input])).dispose();
    (await compile(gpu as Gpu, after.feed.graph, [after.overlay, after.map])).dispose();
  };
  await compileBoth(53, 31);
  const known = (gpu as Gpu).pipelines.size;
  await compileBoth(640, 481);
  expect((gpu as Gpu).pipelines.size).toBe(known);
});

/** class maps [1, height, width, classes]; top [1, 2, 2], `first` ranked before class 0 */
function mapOf(height: number, width: number, classes: number, first: number, choice: number) {
  const maps = noiseFloats(height * classes, height * width * classes);
  const feed = new Feed();
  const all = feed.input("class maps", [1, height, width, classes], maps);
  const top = feed.input("top", [1, 2, 2], Float32Array.of(first, 3.5, 0, 1.25));
  return { feed, maps, output: classMap(feed.graph, "map", all, top, feed.input("choice", [1], Float32Array.of(choice))) };
}

test.each([[1, 1, 1], [7, 7, 1000], [8, 8, 3], [5, 13, 6], [13, 10, 1]])("maps of %i × %i, %i classes: any class, or the first ranked", async (height, width, classes) => {
  const last = classes - 1;
  for (const [first, choice, expected] of [[last, mostProbable, last], [last, 0, 0], [0, last, last], [0, classes >> 1, classes >> 1]] as const) {
    const { feed, maps, output } = mapOf(height, width, classes, first, choice);
    const chosen = maps.filter((_, i) => i % classes === expected);
    expect(runByReferences(feed.graph, [output], feed.inputs)["map"]).toEqual(chosen);
    if (gpu) expect((await both(gpu, feed, output)).onGpu).toEqual(chosen);
  }
});

test("logits that are not numbers rank no class: class 0 stands in", async () => {
  const { feed, maps, output } = mapOf(7, 7, 10, 10, mostProbable);
  const expected = maps.filter((_, i) => i % 10 === 0);
  expect(runByReferences(feed.graph, [output], feed.inputs)["map"]).toEqual(expected);
  if (gpu) expect((await both(gpu, feed, output)).onGpu).toEqual(expected);
});

const keras: Normalisation = { order: "BGR", scale: 1, mean: [103.939, 116.779, 123.68], std: [1, 1, 1] };

function inputOf(data: Uint8Array, width: number, height: number, normalisation: Normalisation) {
  const feed = new Feed();
  const table = feed.input("table", [3, 256], normalisationTable(normalisation));
  return { feed, output: networkInput(feed.graph, "input", feed.photo({ width, height, data }), table, normalisation) };
}

describe.each([["ImageNet's", imagenetNormalisation], ["Keras'", keras]] as const)("%s numbers", (_, normalisation) => {
  test.each([[1, 1], [1, 37], [9, 7], [8, 8], [65, 3], [224, 224]])("are normalise's to the bit: %i × %i", async (width, height) => {
    const data = noiseBytes(12, width * height * 4);
    const expected = normalise(data.filter((_level, i) => i % 4 !== 3), normalisation);
    const { feed, output } = inputOf(data, width, height, normalisation);
    expect(largestDifference(runByReferences(feed.graph, [output], feed.inputs)["input"]!, expected)).toBe(0);
    if (gpu) expect(largestDifference((await both(gpu, feed, output)).onGpu, expected)).toBe(0);
  });

  test("every level of every channel", async () => {
    const data = Uint8Array.from({ length: 4 * 256 * 3 }, (_level, i) => (Math.floor(i / 1024) === i % 4 ? (i >> 2) % 256 : 0));
    const { feed, output } = inputOf(data, 256, 3, normalisation);
    const expected = normalise(data.filter((_level, i) => i % 4 !== 3), normalisation);
    expect(runByReferences(feed.graph, [output], feed.inputs)["input"]).toEqual(expected);
    if (gpu) expect((await both(gpu, feed, output)).onGpu).toEqual(expected);
  });
});
