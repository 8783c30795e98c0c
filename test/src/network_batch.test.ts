// Several images in one forward pass: each is predicted as it is alone.
import { logitOf, methods, openNetwork, type MapRequest, type Network } from "@camlucida/cam";
import { openWasm, type Device } from "@camlucida/tensor";
import { deviceOf, seeded, testGpu, tinyClasses, tinyResnet } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";

const gpu = await testGpu();
const side = 64;
const image = (seed: number): Float32Array => seeded(seed, side * side * 3, 2); // [side, side, 3]
const open = (device: Device): Promise<Network> => openNetwork({ tensors: tinyResnet(), metadata: {}, skipped: [] }, device, { input: [side, side] });
const requests = (method: string): MapRequest[] => methods.filter(({ name }) => name === method).map((found) => ({ method: found, layer: "layer4" }));

/**
 * Values up to 17, and few tiles of an image alone go by another form of Winograd's than those of a batch: each of the two is 1.6e-5 from
 * the reference at most on 32 images, as far as 16 roundings of 2⁻²⁴ of the largest value.
 */
const worst = 2 * 1.6e-5;
const difference = (a: Float32Array, b: Float32Array): number => a.reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] ?? NaN))), 0);

describe.each([["on the GPU", gpu], ["on the CPU", undefined]] as const)("images in one pass %s", (where, adapter) => {
  test.skipIf(where === "on the GPU" && !gpu)("are predicted as alone: a full batch, and one that is not", async () => {
    const device = deviceOf(adapter);
    const network = await open(device);
    for (const count of [device.batchSize, Math.max(1, device.batchSize - 1), 5]) {
      const images = Array.from({ length: count }, (_, at) => image(at));
      using pass = await network.forward(images);
      expect(pass.predictions).toHaveLength(count);
      for (const [at, prediction] of pass.predictions.entries()) {
        using own = await network.forward([image(at)]);
        expect(difference(prediction.logits, own.prediction.logits)).toBeLessThan(worst);
        expect(difference(prediction.classMaps, own.prediction.classMaps)).toBeLessThan(worst);
        expect(difference(prediction.features, own.prediction.features)).toBeLessThan(worst);
        const { ranking, mapWidth, mapHeight } = own.prediction;
        expect(prediction).toMatchObject({ ranking, mapWidth, mapHeight });
        const seed = logitOf(1, tinyClasses);
        const [[map], [alone]] = [await pass.maps(requests("cam"), seed, { image: at }), await own.maps(requests("cam"), seed)];
        expect(difference(map?.values ?? new Float32Array(), alone?.values ?? new Float32Array())).toBeLessThan(worst);
      }
    }
    network.dispose();
  });
});

test.each(["cam", "grad-cam++"])("a device that packs weights for one step predicts and maps the same, and may be asked again: %s", async (method) => {
  const devices = (["for good", "for one step"] as const).map((weights) => openWasm({ weights }) ?? deviceOf(undefined));
  const [many, one] = await Promise.all(devices.map(open)) as [Network, Network];
  const seed = logitOf(1, tinyClasses);
  for (const at of [1, 2]) {
    const [expected, found] = [await many.forward([image(at)]), await one.forward([image(at)])];
    expect(found.prediction).toEqual(expected.prediction);
    expect(await found.maps(requests(method), seed)).toEqual(await expected.maps(requests(method), seed));
  }
  devices.forEach((device) => device.dispose());
});
