// A real device, lost in the middle of the work: the same results, for every picture.
import { logitOf, methods, openNetwork, type MapRequest, type Network } from "@camlucida/cam";
import { DeviceError, type Checkpoint, type DeviceChoice, type WebGpuDevice } from "@camlucida/tensor";
import { deviceOf, seeded, testGpu, tinyResnet } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { chooseDevice, cpuDevice, type ChosenDevice } from "./devices.ts";
import { goingOn, type GoOn, type LastingNetwork, openLasting } from "./lasting_network.ts";

const gpu = await testGpu();
const checkpoint: Checkpoint = { tensors: tinyResnet(), metadata: {}, skipped: [] };
const images = [1, 2, 3].map((seed) => seeded(seed, 64 * 96 * 3, 2)); // [H, W, 3]
const requests = methods.filter(({ name }) => ["cam", "grad-cam", "eigen-cam"].includes(name)).map((method): MapRequest => ({ method, layer: "layer4" }));
const work = { weights: "for good", othersAtWork: undefined } as const;
const open = (device: ChosenDevice): Promise<Network> => openNetwork(checkpoint, device.open(work), { input: [64, 96] });

/** A GPU that counts as one that is no software, so that "auto" would take it; the CPU after the last. */
const said: string[] = [];
const going = (choice: DeviceChoice): GoOn => goingOn(choice, (line) => said.push(line), () => chooseDevice("gpu"));

const destroy = ({ device }: LastingNetwork): void => (device.open(work) as WebGpuDevice).gpu.device.destroy();

/** Of the largest: two devices sum in another order, float32. */
const expectClose = (found: Float32Array | undefined, expected: Float32Array | undefined): void => {
  const largest = expected?.reduce((most, x) => Math.max(most, Math.abs(x)), 0) ?? NaN;
  expect(found).toHaveLength(expected?.length ?? NaN);
  found?.forEach((x, at) => expect(Math.abs(x - (expected?.[at] ?? NaN)) / largest).toBeLessThan(1e-4));
};

/** The same of a network that nothing happens to. */
const undisturbed = await openNetwork(checkpoint, deviceOf(undefined), { input: [64, 96] });

test.skipIf(!gpu)("a device that is lost under way is opened again, then the CPU takes over: every map comes", async () => {
  said.length = 0;
  const network = await openLasting(await chooseDevice("gpu"), open, going("auto"));
  const [image] = images as [Float32Array];
  const expected = await undisturbed.forward([image]);
  const maps = await expected.maps(requests, logitOf(1, 3));

  const passing = network.forward([image], { thenMaps: requests });
  destroy(network); // during the pass
  const pass = await passing;
  expectClose(pass.prediction.logits, expected.prediction.logits);
  expect(network.device).toMatchObject({ kind: "gpu", why: expect.stringContaining("opened again") as string });

  const mapping = pass.maps(requests, logitOf(1, 3));
  destroy(network); // during the maps: the image must go through the network again, on the CPU
  (await mapping).forEach(({ values }, at) => expectClose(values, maps[at]?.values));
  expect(network.device.kind).toBe("cpu");

  const several = await network.forward(images);
  expectClose(several.prediction.logits, expected.prediction.logits);
  const { logits } = await network.score(logitOf(1, 3), 2, (at, into) => into.set(images[at] as Float32Array));
  expectClose(Float32Array.of(logits[0] as number), Float32Array.of(expected.prediction.logits[1] as number));
  expect(said).toEqual([expect.stringMatching(/was lost\. It has been opened again/), expect.stringMatching(/was lost again\. Going on with the CPU\.$/)]);
  network.dispose();
});

test.skipIf(!gpu)("where passes overlap, all notice, and one sees to it", async () => {
  said.length = 0;
  const network = await openLasting(await chooseDevice("gpu"), open, going("auto"));
  const passes = [network.forward(images), network.forward(images.toReversed())];
  destroy(network);
  const [forwards, backwards] = await Promise.all(passes);
  const { predictions } = await undisturbed.forward(images);
  predictions.forEach(({ logits }, at) => {
    expectClose(forwards?.predictions[at]?.logits, logits);
    expectClose(backwards?.predictions.toReversed()[at]?.logits, logits);
  });
  expect(said).toHaveLength(1);
  network.dispose();
});

test.skipIf(!gpu)("who insists on the GPU gets it once more, then the typed error", async () => {
  const network = await openLasting(await chooseDevice("gpu"), open, going("gpu"));
  const lost = expect.objectContaining({ name: "DeviceError", code: "device-lost" }) as Error;
  const first = network.forward(images.slice(0, 1));
  destroy(network);
  await first;
  const second = network.forward(images.slice(1, 2));
  destroy(network);
  await expect(second).rejects.toThrow(lost);
  await expect(network.forward(images.slice(2))).rejects.toThrow(lost);
  expect(network.gone).toEqual(lost);
  network.dispose();
});

test("a device without room gives way to the CPU at once; what is wrong with the model does not", async () => {
  said.length = 0;
  const small: ChosenDevice = { ...cpuDevice("a test"), kind: "gpu", name: "a small GPU" };
  const full = new DeviceError("out-of-memory", "device: no room.");
  const network = await openLasting(small, (device) => (device === small ? Promise.reject(full) : open(device)), going("auto"));
  expect([network.device.kind, said]).toEqual(["cpu", ["device: no room. Going on with the CPU."]]);
  network.dispose();
  await expect(openLasting(small, () => Promise.reject(full), going("gpu"))).rejects.toBe(full);
  const mistake = new Error("no network");
  await expect(openLasting(small, () => Promise.reject(mistake), going("auto"))).rejects.toBe(mistake);
});
