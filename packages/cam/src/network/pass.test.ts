import { openReference, webGpuDevice, openWasm, type Device } from "@camlucida/tensor";
import { expectClose, seeded, testGpu, tinyClasses, tinyResnet } from "@camlucida/tensor/testing";
import { afterAll, expect, test } from "vitest";
import { methods } from "../methods/index.ts";
import { openNetwork, type Network } from "./network.ts";
import { contrastOf, logitOf, probabilityOf, type MapRequest } from "./requests.ts";

const gpu = await testGpu();
const devices: readonly Device[] = [openReference(), openWasm(), gpu && webGpuDevice(gpu)].filter((device) => device !== undefined);
afterAll(() => devices.filter(({ kind }) => kind === "wasm").forEach((device) => device.dispose()));

const side = 64;
const images = [1, 2, 3].map((seed) => seeded(seed, side * side * 3, 2));
const request = (name: string, layer: string): MapRequest => ({ method: methods.find((method) => method.name === name)!, layer });
const [gradCam, layerCam, early, cam] = [request("grad-cam", "layer3"), request("layer-cam", "layer3"), request("grad-cam", "layer1"), request("cam", "layer4")];
const logits = [0, 1, 2].map((index) => logitOf(index, tinyClasses));

async function withNetwork(device: Device, use: (network: Network) => Promise<void>): Promise<void> {
  const network = await openNetwork({ tensors: tinyResnet(), metadata: {}, skipped: [] }, device, { input: [side, side] });
  try {
    await use(network);
  } finally {
    network.dispose();
  }
}

test.each(devices)("passes that live at the same time are asked in any order, for any image and target: $kind", async (device) => {
  await withNetwork(device, async (network) => {
    const alone: Float32Array[] = [];
    for (const image of images) {
      using pass = await network.forward([image]);
      for (const target of logits) alone.push((await pass.map(gradCam, target)).values);
    }
    const several = await network.forward(images);
    const passes = await Promise.all(images.map((image, at) => network.forward([image], { thenMaps: at === 1 ? [gradCam] : [] })));
    for (const target of [2, 0, 1]) {
      for (const image of [1, 2, 0]) {
        const expected = alone[3 * image + target]!;
        expect((await passes[image]!.map(gradCam, logits[target]!)).values).toEqual(expected);
        expect((await several.map(gradCam, logits[target]!, { image })).values).toEqual(expected);
      }
    }
    [several, ...passes].forEach((pass) => pass.dispose());
    await expect(several.map(gradCam, logits[0]!)).rejects.toThrow(expect.objectContaining({ code: "disposed" }));
  });
});

test("an image that a pass does not have, a target for other classes, a class that is none", async () => {
  await withNetwork(openReference(), async (network) => {
    using pass = await network.forward(images.slice(0, 2));
    await expect(pass.map(cam, logits[0]!, { image: 2 })).rejects.toMatchObject({ name: "GraphError", code: "input" });
    for (const length of [tinyClasses - 1, tinyClasses + 1]) await expect(pass.map(cam, new Float32Array(length))).rejects.toMatchObject({ name: "GraphError", code: "input" });
  });
  for (const none of [-1, tinyClasses, 0.5, NaN]) expect(() => logitOf(none, tinyClasses)).toThrow(expect.objectContaining({ code: "class-unknown" }));
  expect(() => contrastOf(0, tinyClasses, 1, tinyClasses)).toThrow(expect.objectContaining({ code: "class-unknown" }));
  expect(() => probabilityOf(tinyClasses, new Float32Array(tinyClasses))).toThrow(expect.objectContaining({ code: "class-unknown" }));
});

test.each(devices)("several maps of one target are what each is alone: $kind", async (device) => {
  await withNetwork(device, async (network) => {
    using pass = await network.forward(images.slice(0, 1));
    const requests = [gradCam, cam, layerCam, early];
    const together = await pass.maps(requests, logits[1]!);
    for (const [at, each] of requests.entries()) {
      const { values } = await pass.map(each, logits[1]!);
      expectClose(together[at]!.values, values, 1e-6, `${each.method.name} at ${each.layer}`); // fused otherwise, rounded otherwise
    }
  });
});

test.each(devices.filter(({ kind }) => kind !== "reference"))("weights are packed once, whatever is asked of a network: $kind", async (device) => {
  await withNetwork(device, async (network) => {
    const packedBy = async (work: () => Promise<unknown>): Promise<number> => {
      const before = device.weights.packed;
      await work();
      return device.weights.packed - before;
    };
    const batch = Array.from({ length: device.batchSize }, (_, at) => images[at % 3]!);
    expect(await packedBy(() => network.forward(batch.slice(0, 1)))).toBeGreaterThanOrEqual(device.kind === "webgpu" ? 0 : 20);
    const ofBatch = await packedBy(() => network.forward(batch));
    // More tiles in a pass let the GPU take another of Winograd's forms of some weights: 6 of the 20 here.
    expect(ofBatch, "a batch").toBeLessThanOrEqual(device.kind === "webgpu" ? 6 : 0);
    expect(await packedBy(() => network.forward(batch)), "another batch").toBe(0);
    using pass = await network.forward(batch.slice(0, 1));
    expect(await packedBy(() => pass.map(cam, logits[0]!)), "a class map").toBe(0);
    expect(await packedBy(() => pass.map(gradCam, logits[0]!)), "what a gradient needs beside").toBeGreaterThan(0);
    expect(await packedBy(() => pass.map(gradCam, logits[2]!)), "another class").toBe(0);
    expect(await packedBy(() => pass.map(layerCam, logits[0]!)), "another method").toBe(0);
    expect(await packedBy(() => pass.map(request("layer-cam", "layer4"), logits[0]!)), "a later layer").toBe(0);
    expect(await packedBy(() => network.score(logits[0]!, 3, (at, into) => into.set(images[at]!))), "further passes").toBe(0);
    expect(await packedBy(() => openAgain(network)), "the network once more is another").toBeGreaterThan(0);
  });

  async function openAgain({ device: same }: Network): Promise<void> {
    await withNetwork(same, async (other) => void (await other.forward(images.slice(0, 1))));
  }
});

test.each(devices.filter(({ kind }) => kind === "webgpu"))("what is not used any more goes: $kind", async (device) => {
  const before = { ...device.weights };
  await withNetwork(device, async (network) => {
    using pass = await network.forward(images.slice(0, 1));
    for (const layer of network.layers) await pass.map(request("grad-cam", layer), logits[0]!);
    expect((await pass.map(gradCam, logits[0]!)).values.every(Number.isFinite)).toBe(true);
  });
  await new Promise((resolve) => setTimeout(resolve)); // programs are let go behind their promises
  expect(device.weights).toMatchObject({ count: before.count, bytes: before.bytes });
});
