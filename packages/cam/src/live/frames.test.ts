import { loadCheckpoint, openGpu, type Gpu } from "@camlucida/tensor";
import { deviceOf, networkOfNormalisedMean, networkOfOwnMaps, onnxFileOf, testGpu, tinyClasses } from "@camlucida/tensor/testing";
import { afterEach, describe, expect, test, vi } from "vitest";
import { tonesNamed } from "../colours/colour_maps.ts";
import { evidenceFor } from "../network/evidence.ts";
import type { Image } from "../preprocess/image.ts";
import { openNetwork } from "../network/network.ts";
import { preprocess, type Framing } from "../preprocess/preprocess.ts";
import { imagenetPreprocessing } from "../preprocess/preprocessing.ts";
import { largestDifference, noiseBytes } from "../testing/pixels.ts";
import { checkpoint, framesOn, watch } from "../testing/live.ts";
import { renderView } from "../views/style.ts";
import type { Frames } from "./frames.ts";
import type { LiveOptions } from "./sized.ts";

const photoOf = (width: number, height: number): Image => ({ width, height, data: noiseBytes(width, width * height * 4) });
const options: LiveOptions = { framing: "squash", view: { view: "signed", tones: tonesNamed("turbo"), alpha: 0.6, lines: "quarters" } };
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

const gpu = (await testGpu()) as Gpu;
afterEach(() => vi.restoreAllMocks());

async function withFrames(device: Gpu, work: (frames: Frames) => Promise<void>, framing: Framing = "squash"): Promise<void> {
  const frames = await framesOn(device, { ...options, framing });
  try {
    await work(frames);
  } finally {
    frames.dispose();
  }
}

describe.skipIf(!gpu)("explain", () => {
  test.each(["squash", "crop"] as const)("says what the network, the evidence and the view say one by one: %s", async (framing) => {
    const network = await openNetwork(checkpoint, deviceOf(undefined));
    await withFrames(gpu, async (frames) => {
      for (const photo of [photoOf(53, 31), photoOf(2, 1), photoOf(300, 451), photoOf(53, 31)]) {
        const { input, region } = preprocess(photo, imagenetPreprocessing, framing);
        const { prediction } = await network.forward([input]);
        for (const chosen of [undefined, 0, tinyClasses - 1]) {
          const found = await frames.explain(photo, chosen);
          const evidence = evidenceFor(prediction, network, chosen ?? prediction.ranking[0]!);
          expect(found.classIndex).toBe(evidence.classIndex);
          expect(found.ranking.map(({ classIndex }) => classIndex)).toEqual(prediction.ranking);
          for (const { classIndex, logit, probability } of found.ranking) {
            expect(logit).toBeCloseTo(prediction.logits[classIndex]!, 4);
            expect(probability).toBeCloseTo(prediction.probabilities[classIndex]!, 4);
          }
          // float32 sums in another order, as in the tests of whole networks
          expect(largestDifference(found.map, evidence.map)).toBeLessThanOrEqual(1e-4 * Math.max(...evidence.map.map(Math.abs)));
          const { overlay, statement } = renderView(found.map, 7, 7, photo, region, options.view);
          expect(found.statement).toBe(statement);
          expect(found.overlay).toMatchObject({ width: photo.width, height: photo.height });
          // A GPU may fuse multiplications and additions: a value at the edge of a level may cross it; turbo's neighbours differ by up to 4. Lines: see tint.test.ts.
          expect(largestDifference(found.overlay.data, overlay.data)).toBeLessThanOrEqual(4);
        }
      }
    }, framing);
    network.dispose();
  });

  test.each([["maps of its own", networkOfOwnMaps], ["a normalised mean", networkOfNormalisedMean]])("of a network with %s", async (_, spelling) => {
    const own = await loadCheckpoint(onnxFileOf(spelling));
    const network = await openNetwork(own, deviceOf(undefined));
    const frames = await framesOn(gpu, options, own);
    const photo = photoOf(53, 31);
    const { prediction } = await network.forward([preprocess(photo, imagenetPreprocessing, "squash").input]);
    for (const chosen of [0, 1]) {
      const evidence = evidenceFor(prediction, network, chosen);
      expect(evidence.residual).toBeLessThan(1e-4);
      const { map } = await frames.explain(photo, chosen);
      expect(largestDifference(map, evidence.map)).toBeLessThanOrEqual(1e-4 * Math.max(...evidence.map.map(Math.abs))); // as above
    }
    frames.dispose();
    network.dispose();
  });

  test("one submission and one readback, and none of the network's dispatches for another class", async () => {
    await withFrames(gpu, async (frames) => {
      await frames.explain(photoOf(53, 31));
      const { submissions, readbacks, dispatches } = watch(gpu);
      await frames.explain(photoOf(53, 31));
      expect([submissions(), readbacks()]).toEqual([1, 1]);
      const whole = dispatches();
      const second = await frames.explainClass(1);
      expect([submissions(), readbacks()]).toEqual([2, 2]);
      expect(dispatches() - whole).toBe(3); // the class's map, its scale, the picture
      expect(second).toEqual(await frames.explain(photoOf(53, 31), 1));
    });
  });

  test("another size rebuilds what depends on it and nothing else", async () => {
    await withFrames(gpu, async (frames) => {
      await frames.explain(photoOf(53, 31));
      const watched = watch(gpu);
      await frames.explain(photoOf(224, 30));
      const perSize = watched.alive();
      const bytes = watched.made.reduce((sum, buffer) => sum + ("size" in buffer ? buffer.size : 0), 0);
      expect(bytes).toBeLessThan(4_000_000); // 4 pictures, 2 network inputs, tables; not the 13 MB of intermediates that the network has
      for (const width of [31, 32, 33]) await frames.explain(photoOf(width, 9));
      expect(watched.alive()).toBe(perSize);
      await frames.explain(photoOf(33, 9)); // a size that is there makes nothing
      expect(watched.made).toHaveLength(4 * perSize);
    });
  });

  test("calls that overlap are answered one by one", async () => {
    await withFrames(gpu, async (frames) => {
      const photos = [photoOf(53, 31), photoOf(31, 53), photoOf(53, 31), photoOf(7, 9)];
      const together = await Promise.all(photos.map((photo, at) => frames.explain(photo, at % tinyClasses)));
      for (const [at, photo] of photos.entries()) expect(together[at]).toEqual(await frames.explain(photo, at % tinyClasses));
    });
  });
});

describe.skipIf(!gpu)("memory and errors", () => {
  test("dispose destroys every buffer, once the device has refused one too", async () => {
    const watched = watch(gpu);
    const frames = await framesOn(gpu, options);
    await frames.explain(photoOf(53, 31));
    expect(watched.alive()).toBeGreaterThan(20);
    frames.dispose();
    expect(watched.alive()).toBe(0);
    await expect(frames.explain(photoOf(53, 31))).rejects.toThrow(coded("disposed"));
  });

  test("disposed of while a size is being prepared, nothing stays", async () => {
    const watched = watch(gpu);
    const frames = await framesOn(gpu, options);
    const explained = frames.explain(photoOf(53, 31));
    await Promise.resolve();
    frames.dispose();
    await expect(explained).rejects.toThrow(coded("disposed"));
    expect(watched.alive()).toBe(0);
  });

  test("a photograph beyond the device is refused, and the next one is explained", async () => {
    const limits = { maxStorageBufferBindingSize: 3_000_000, maxComputeWorkgroupsPerDimension: 65_535 }; // bytes; the photograph has 4,000,000
    const device = new Proxy(gpu.device, {
      get: (target, key) => {
        if (key === "limits") return limits;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
    await withFrames({ ...gpu, device }, async (frames) => {
      await frames.explain(photoOf(9, 9));
      await expect(frames.explain(photoOf(1000, 1000))).rejects.toThrow(coded("out-of-memory"));
      await expect(frames.explainClass(1)).rejects.toThrow(coded("stage"));
      expect((await frames.explain(photoOf(9, 9))).ranking).toHaveLength(tinyClasses);
    });
  });

  test("a class, a photograph or an order that cannot be", async () => {
    await withFrames(gpu, async (frames) => {
      await expect(frames.explainClass(0)).rejects.toThrow(coded("stage"));
      for (const classIndex of [-1, tinyClasses, 0.5, Number.NaN]) {
        await expect(frames.explain(photoOf(3, 3), classIndex)).rejects.toThrow(coded("class-unknown"));
      }
      await expect(frames.explain({ ...photoOf(3, 3), width: 4 })).rejects.toThrow(coded("image-shape"));
      await expect(frames.at({ width: 0, height: 3 }, () => undefined)).rejects.toThrow(coded("image-side"));
    });
  });

  test("once the device is lost, explaining says so", async () => {
    const own = await openGpu();
    const frames = await framesOn(own, options);
    await frames.explain(photoOf(9, 9));
    own.dispose();
    await expect(frames.explain(photoOf(9, 9))).rejects.toThrow(coded("device-lost"));
    await own.device.lost;
    await expect(frames.explainClass(1)).rejects.toThrow(coded("device-lost"));
  });

  test.each(["the same size", "another size"])("a device that is lost under way is lost with the same error: %s", async (size) => {
    const own = await openGpu();
    const frames = await framesOn(own, options);
    await frames.explain(photoOf(9, 9));
    const explaining = frames.explain(size === "another size" ? photoOf(30, 20) : photoOf(9, 9));
    own.device.destroy();
    await expect(explaining).rejects.toThrow(coded("device-lost"));
  });
});

test.skipIf(!gpu)("another view, and whom the network sees, without the network being compiled again", async () => {
  await withFrames(gpu, async (frames) => {
    const photo = photoOf(53, 31);
    const before = await frames.explain(photo);
    const shaders = vi.spyOn(gpu.device, "createComputePipelineAsync");
    await frames.setView({ ...options.view, alpha: 0 });
    await expect(frames.ranking()).rejects.toThrow(coded("stage")); // to be shown again first
    const after = await frames.explain(photo);
    expect(largestDifference(after.overlay.data, photo.data)).toBe(0);
    expect(after.map).toEqual(before.map);
    expect(await frames.ranking()).toEqual(before.ranking);
    expect(shaders).not.toHaveBeenCalled();
  });
});
