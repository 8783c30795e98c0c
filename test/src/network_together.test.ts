// Several images in one forward pass: each is seen as it is seen alone.
import { logitOf, methods, openNetwork, type Network, type NetworkOptions } from "@camlucida/cam";
import type { Gpu } from "@camlucida/tensor";
import { seeded, testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { tinyClasses, tinyResnet } from "@camlucida/tensor/testing";

const gpu = await testGpu();
const side = 64;
const image = (seed: number): Float32Array => seeded(seed, side * side * 3, 2); // [side, side, 3]
const open = (method: string, device: Gpu | undefined, passes: NetworkOptions["passes"] = "many"): Promise<Network> => openNetwork({ tensors: tinyResnet(), metadata: {}, skipped: [] }, device,
  { input: [side, side], passes, questions: methods.filter(({ name }) => name === method).map((asked) => ({ method: asked, layer: "layer4" })) });

/** float32 sums in another order, of values up to 10: 1e-5 is an order of magnitude above what was seen. */
const worst = 1e-5;
const difference = (a: Float32Array, b: Float32Array): number => a.reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] ?? NaN))), 0);

describe.each([["on the GPU", gpu], ["on the CPU", undefined]] as const)("images seen together %s", (_, device) => {
  test.skipIf(_ === "on the GPU" && !gpu)("are seen as alone: a full pass, and one that is not", async () => {
    const network = await open("cam", device);
    for (const count of [network.together, Math.max(1, network.together - 1), 5]) {
      const images = Array.from({ length: count }, (_image, at) => image(at));
      const sights = await network.seeAll(images);
      expect(sights).toHaveLength(count);
      for (const [at, sight] of sights.entries()) {
        const alone = await network.see(image(at));
        expect(difference(sight.logits, alone.logits)).toBeLessThan(worst);
        expect(difference(sight.classMaps, alone.classMaps)).toBeLessThan(worst);
        expect(difference(sight.features, alone.features)).toBeLessThan(worst);
        expect(sight).toMatchObject({ ranking: alone.ranking, mapWidth: alone.mapWidth, mapHeight: alone.mapHeight });
        const seed = logitOf(1, tinyClasses);
        const [[map], [own]] = [await network.answer(seed, undefined, sight), await network.answer(seed)];
        expect(difference(map?.values ?? new Float32Array(), own?.values ?? new Float32Array())).toBeLessThan(worst);
      }
    }
    network.dispose();
  });
});

test.each(["cam", "grad-cam++"])("opened for one pass, the CPU sees and answers the same, and may be asked again: %s", async (method) => {
  const [many, one] = await Promise.all((["many", "one"] as const).map((passes) => open(method, undefined, passes)));
  const seed = logitOf(1, tinyClasses);
  for (const at of [1, 2]) {
    const [expected, sight] = [await many?.see(image(at)), await one?.see(image(at))];
    expect(sight).toEqual(expected);
    const [[map], [own]] = [await many?.answer(seed) ?? [], await one?.answer(seed) ?? []];
    expect(own).toEqual(map);
  }
  many?.dispose();
  one?.dispose();
});

test("a sight answers for its image only where it holds every answer", async () => {
  const [cam, gradCam] = [await open("cam", undefined), await open("grad-cam", undefined)];
  expect([cam.sightSuffices, gradCam.sightSuffices]).toEqual([true, false]);
  const seed = logitOf(0, tinyClasses);
  const first = await gradCam.see(image(1));
  await gradCam.answer(seed, undefined, first);
  await gradCam.see(image(2));
  await expect(gradCam.answer(seed, undefined, first)).rejects.toThrow(expect.objectContaining({ code: "stage" }) as Error);
  await gradCam.seeAll([image(3)]);
  await expect(gradCam.answer(seed)).rejects.toThrow(expect.objectContaining({ code: "stage" }) as Error);
  cam.dispose();
  gradCam.dispose();
});
