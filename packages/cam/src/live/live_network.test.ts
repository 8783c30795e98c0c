// Live maps where class maps are not defined: Grad-CAM's, in the submission of the frame.
import { runByReferences, Graph, type Gpu } from "@camlucida/tensor";
import { deviceOf, runOnGpu, testGpu, tinyClasses } from "@camlucida/tensor/testing";
import { afterEach, describe, expect, test, vi } from "vitest";
import { tonesNamed } from "../colours/colour_maps.ts";
import { gradCam } from "../methods/grad_cam.ts";
import { openNetwork } from "../network/network.ts";
import { logitOf } from "../network/requests.ts";
import type { Image } from "../preprocess/image.ts";
import { preprocess } from "../preprocess/preprocess.ts";
import { imagenetPreprocessing } from "../preprocess/preprocessing.ts";
import { framesOn, watch, withoutClassMaps } from "../testing/live.ts";
import { largestDifference, noiseBytes } from "../testing/pixels.ts";
import { renderView } from "../views/style.ts";
import { mostProbable } from "./graphs.ts";
import { chosenClass } from "./live_network.ts";
import type { LiveOptions } from "./sized.ts";

const gpu = (await testGpu()) as Gpu;
const options: LiveOptions = { framing: "crop", view: { view: "signed", tones: tonesNamed("turbo"), alpha: 0.6, lines: "quarters" } };
const photoOf = (width: number, height: number): Image => ({ width, height, data: noiseBytes(width, width * height * 4) });
afterEach(() => vi.restoreAllMocks());

describe.skipIf(!gpu)("a network without class maps", () => {
  test("frames have Grad-CAM's map of any class, as the network says it when it is asked", async () => {
    const network = await openNetwork(withoutClassMaps, deviceOf(undefined));
    const frames = await framesOn(gpu, options, withoutClassMaps);
    expect([network.hasClassMaps, frames.method]).toEqual([false, "grad-cam"]);
    for (const photo of [photoOf(53, 31), photoOf(240, 451)]) {
      const { input, region } = preprocess(photo, imagenetPreprocessing, "crop");
      using pass = await network.forward([input]);
      for (const chosen of [undefined, 0, tinyClasses - 1]) {
        const found = await frames.explain(photo, chosen);
        expect(found.classIndex).toBe(chosen ?? pass.prediction.ranking[0]);
        const map = await pass.map({ method: gradCam, layer: "last" }, logitOf(found.classIndex, tinyClasses));
        // float32 sums in another order, forwards and backwards
        expect(largestDifference(found.map, map.values)).toBeLessThanOrEqual(1e-4 * Math.max(...map.values.map(Math.abs)));
        const { overlay } = renderView(found.map, map.width, map.height, photo, region, options.view);
        expect(largestDifference(found.overlay.data, overlay.data)).toBeLessThanOrEqual(4); // see frames.test.ts
      }
    }
    frames.dispose();
    network.dispose();
  });

  test("one submission and one readback; another class goes backwards only, and is what a new frame says", async () => {
    const frames = await framesOn(gpu, options, withoutClassMaps);
    await frames.explain(photoOf(53, 31), 0);
    const { submissions, readbacks, dispatches } = watch(gpu);
    await frames.explain(photoOf(53, 31), 0);
    expect([submissions(), readbacks()]).toEqual([1, 1]);
    const whole = dispatches();
    const other = await frames.explainClass(1);
    expect([submissions(), readbacks()]).toEqual([2, 2]);
    expect(dispatches() - whole).toBeLessThan(whole);
    expect(other).toEqual(await frames.explain(photoOf(53, 31), 1));
    expect(largestDifference(other.map, (await frames.explainClass(2)).map)).toBeGreaterThan(0);
    frames.dispose();
  });

  test("nothing stays on the device", async () => {
    const watched = watch(gpu);
    const frames = await framesOn(gpu, options, withoutClassMaps);
    await frames.explain(photoOf(9, 9));
    frames.dispose();
    expect(watched.alive()).toBe(0);
  });
});

test.each([[1, 0, mostProbable, 0], [5, 3, mostProbable, 3], [1000, 998, mostProbable, 998], [1000, 0, 999, 999], [7, 7, mostProbable, 0]])("of %i classes, %i ranked first, choice %i: class %i", async (classes, first, choice, expected) => {
  const graph = new Graph();
  const output = chosenClass(graph, "seed", graph.input("top", [1, 2, 2]), graph.input("choice", [1]), classes);
  const inputs = { top: Float32Array.of(first, 3.5, 0, 1.25), choice: Float32Array.of(choice) };
  const wanted = Float32Array.from({ length: classes }, (_, at) => Number(at === expected));
  expect(runByReferences(graph, [output], inputs)["seed"]).toEqual(wanted);
  if (gpu) expect((await runOnGpu(gpu, graph, [output], inputs))["seed"]).toEqual(wanted);
});
