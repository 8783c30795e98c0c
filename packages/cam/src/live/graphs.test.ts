// The graphs against the functions that they repeat, on the CPU and on the GPU.
import { compile, Graph, runByReferences, type Data, type Gpu, type Value } from "@camlucida/tensor";
import { runOnGpu, testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { tonesNamed } from "../colours/colour_maps.ts";
import { imagenetNormalisation, preprocess, type Framing } from "../preprocess/preprocess.ts";
import { largestDifference } from "../testing/compare.ts";
import { noiseBytes, noiseFloats } from "../testing/pixels.ts";
import { renderView, type ViewOptions } from "../views/render.ts";
import type { ViewName } from "../views/scale.ts";
import { inputGraph, overlayGraph } from "./graphs.ts";

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
    const { feed, input } = inputGraph({ width, height }, framing, imagenetNormalisation);
    const expected = preprocess({ width, height, data }, imagenetNormalisation, framing).input;
    for (const device of [undefined, gpu]) {
      expect(largestDifference(await run(device, feed.graph, input, { ...feed.inputs, photo: data }), expected)).toBe(0);
    }
  });

  test.each(sizes)("the overlay of a photograph of %i × %i is renderView's", async (width, height) => {
    const image = { width, height, data: noiseBytes(8, width * height * 4) };
    const maps = noiseFloats(3, 49 * classes);
    const { region } = preprocess(image, imagenetNormalisation, framing);
    for (const view of views) {
      const options: ViewOptions = { view, tones: tonesNamed("grey"), alpha: 0.7, lines: "quarters" };
      const { feed, overlay } = overlayGraph(image, framing, shapes(), options);
      const inputs = { ...feed.inputs, photo: image.data, "class maps": maps, top: new Float32Array(10), choice: Float32Array.of(4) };
      const expected = renderView(maps.filter((_, i) => i % classes === 4), 7, 7, image, region, options).overlay.data;
      expect(largestDifference(await run(undefined, feed.graph, overlay, inputs), expected)).toBe(0);
      // A GPU may fuse multiplications and additions: a value at the edge of a level may cross it.
      if (gpu) expect(largestDifference(await run(gpu, feed.graph, overlay, inputs), expected)).toBeLessThanOrEqual(1);
    }
  });
});

test.skipIf(gpu === undefined)("pictures of all sizes share their pipelines", async () => {
  const options: ViewOptions = { view: "signed", tones: tonesNamed("signed"), alpha: 0.6, lines: "quarters" };
  const compileBoth = async (width: number, height: number): Promise<void> => {
    const [before, after] = [inputGraph({ width, height }, "crop", imagenetNormalisation), overlayGraph({ width, height }, "crop", shapes(), options)];
    (await compile(gpu as Gpu, before.feed.graph, [before.input])).dispose();
    (await compile(gpu as Gpu, after.feed.graph, [after.overlay, after.map])).dispose();
  };
  await compileBoth(53, 31);
  const known = (gpu as Gpu).pipelines.size;
  await compileBoth(640, 481);
  expect((gpu as Gpu).pipelines.size).toBe(known);
});
