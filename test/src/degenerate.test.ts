// Networks and pictures in which there is nothing to explain: every method answers with numbers, and the stated ones.
import { augmentedMaps, contrastOf, fuseLayers, layerFusions, logitOf, methods, openNetwork, probabilityOf, type MapRequest, type Pass } from "@camlucida/cam";
import type { Checkpoint, CheckpointTensor, Device } from "@camlucida/tensor";
import { deviceOf, seeded, testGpu, tinyClasses, tinyResnet } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";

const gpu = await testGpu();
const [height, width] = [64, 96];
const noise = seeded(5, height * width * 3, 2);

const requests: readonly MapRequest[] = methods.flatMap((method) =>
  ["stem", "layer3.0", "layer4"].filter((layer) => method.weights.from !== "classifier" || layer === "layer4").map((layer) => ({ method, layer })));

type Change = (name: string, tensor: CheckpointTensor) => CheckpointTensor;

const changed = (change: Change): Checkpoint =>
  ({ tensors: new Map([...tinyResnet()].map(([name, tensor]) => [name, change(name, tensor)])), metadata: {}, skipped: [] });
const filled = (tensor: CheckpointTensor, value: number): CheckpointTensor => ({ ...tensor, data: tensor.data.map(() => value) });

const networks: Readonly<Record<string, Checkpoint>> = {
  "no weight in fc: every gradient is zero": changed((name, tensor) => (name === "fc.weight" ? filled(tensor, 0) : tensor)),
  "layer4 silent everywhere": changed((name, tensor) => (/^layer4\..*bn\d\.(weight|bias)$|^layer4\..*downsample\.1\.(weight|bias)$/.test(name) ? filled(tensor, 0) : tensor)),
  "no positive evidence for any class": changed((name, tensor) => (name === "fc.weight" ? { ...tensor, data: tensor.data.map((w) => -Math.abs(w)) } : tensor)),
  "one class": changed((name, tensor) => (name.startsWith("fc.") ? { shape: [1, ...tensor.shape.slice(1)], data: tensor.data.slice(0, tensor.data.length / 3) } : tensor)),
};

const pictures: Readonly<Record<string, Float32Array>> = { noise, "one colour": new Float32Array(noise.length).fill(0.5), black: new Float32Array(noise.length) };

const places: readonly (readonly [string, Device])[] = [["CPU", deviceOf(undefined)], ...(gpu ? [["GPU", deviceOf(gpu)] as const] : [])];

describe.each(places)("on the %s", (_where, device) => {
  describe.each(Object.entries(networks))("%s", (name, checkpoint) => {
    test.each(Object.entries(pictures).slice(0, device.kind === "webgpu" ? 1 : 3))("%s: no map holds a NaN", async (_picture, picture) => {
      const network = await openNetwork(checkpoint, device, { input: [height, width] });
      const { classes } = network;
      const pass = await network.forward([picture], { thenMaps: requests });
      const { probabilities } = pass.prediction;
      for (const seed of [logitOf(0, classes), probabilityOf(0, probabilities), contrastOf(0, classes - 1, 1, classes)]) await expectNumbers(pass, seed, name);
      network.dispose();
    });
  });

  test("smoothing and fusing add no NaN", async () => {
    const network = await openNetwork(networks["layer4 silent everywhere"] as Checkpoint, device, { input: [height, width] });
    const maps = await augmentedMaps(network, noise, requests.filter(({ method }) => method.name === "grad-cam"), logitOf(0, tinyClasses));
    network.dispose();
    for (const fusion of layerFusions) expect(fuseLayers(maps, fusion).values.every(Number.isFinite)).toBe(true);
  });
});

async function expectNumbers(pass: Pass, seed: Float32Array, name: string): Promise<void> {
  for (const { method, layer, values } of await pass.maps(requests, seed)) {
    const what = `${method} at ${layer}`;
    expect(values.every(Number.isFinite), what).toBe(true);
    const classless = method === "eigen-cam" || method === "score-cam"; // they do not ask the gradient
    if (name.startsWith("no weight in fc") && !classless) expect(values.every((x) => x === 0), what).toBe(true);
    if (name.startsWith("layer4 silent") && layer === "layer4" && method.endsWith("cam")) expect(values.every((x) => x === 0), what).toBe(true);
    if (name.startsWith("no positive") && layer === "layer4" && method === "cam" && seed[0] === 1 && !seed.includes(-1)) expect(Math.max(...values)).toBeLessThanOrEqual(0);
  }
}
