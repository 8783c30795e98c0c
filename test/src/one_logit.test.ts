// A network of one logit, as binary heads have it: its probability is the logit's sigmoid, on every road, not a softmax that is always 1.
import { logitOf, methods, openFrames, openNetwork, probabilityOf, tonesNamed, type MapRequest } from "@camlucida/cam";
import { writeSafetensors, webGpuDevice, type Checkpoint, type Device, type Gpu } from "@camlucida/tensor";
import { deviceOf, seeded, testGpu, tinyResnet } from "@camlucida/tensor/testing";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cat, openWorkplace, resultsOf } from "./workplace.ts";

const gpu = await testGpu();
const [height, width] = [64, 96];
const images = [1, 2, 3, 4].map((seed) => seeded(seed, height * width * 3, 2)); // [H, W, 3]

/** The tiny ResNet's first class alone, with weights small enough that its probability is neither 0 nor 1. */
const tensors = tinyResnet();
for (const [name, shape] of [["fc.weight", [1, 16]], ["fc.bias", [1]]] as const) {
  tensors.set(name, { shape, data: (tensors.get(name)?.data ?? new Float32Array()).slice(0, shape.at(-1)).map((x) => x / 20) });
}
const checkpoint: Checkpoint = { tensors, metadata: {}, skipped: [] };
const sigmoid = (y: number | undefined): number => 1 / (1 + Math.exp(-(y ?? NaN)));

const places: readonly (readonly [string, Device])[] = [["CPU", deviceOf(undefined)], ...(gpu ? [["GPU", deviceOf(gpu)] as const] : [])];

describe.each(places)("on the %s", (_where, device) => {
  const gradCam = methods.filter(({ name }) => name === "grad-cam").map((method): MapRequest => ({ method, layer: "layer3" }));

  test("one by one, together, and in further passes", async () => {
    const network = await openNetwork(checkpoint, device, { input: [height, width] });
    const predictions = [...(await network.forward(images.slice(0, 1))).predictions, ...(await network.forward(images)).predictions];
    if (device.kind === "wasm") expect(predictions).toHaveLength(1 + device.batchSize);
    for (const { logits, probabilities, ranking } of predictions) {
      expect(ranking).toEqual([0]);
      expect(probabilities).toHaveLength(1);
      expect(probabilities[0]).toBeCloseTo(sigmoid(logits[0]), 6);
      expect(probabilities[0]).not.toBeCloseTo(1, 3);
    }
    const { logits, probabilities } = await network.score(logitOf(0, 1), 2, (at, into) => into.set(images[at] as Float32Array));
    expect([...probabilities].map((p, at) => p - sigmoid(logits[at]))).toEqual([0, 0]);
    network.dispose();
  });

  test("the target probability has the sigmoid's gradient, p · (1 − p)", async () => {
    const network = await openNetwork(checkpoint, device, { input: [height, width] });
    const pass = await network.forward(images.slice(0, 1), { thenMaps: gradCam });
    const { probabilities } = pass.prediction;
    const p = probabilities[0] as number;
    const [[ofLogit], [ofProbability]] = [await pass.maps(gradCam, logitOf(0, 1)), await pass.maps(gradCam, probabilityOf(0, probabilities))];
    const largest = Math.max(...(ofLogit?.values ?? []).map(Math.abs));
    ofProbability?.values.forEach((x, at) => expect(Math.abs(x - p * (1 - p) * (ofLogit?.values[at] ?? NaN))).toBeLessThan(1e-5 * largest)); // float32
    network.dispose();
  });
});

test.skipIf(!gpu)("in live video", async () => {
  const network = await openNetwork(checkpoint, webGpuDevice(gpu as Gpu));
  const frames = await openFrames(network, { framing: "squash", view: { view: "signed", tones: tonesNamed("signed"), alpha: 0.5, lines: "none" } });
  const { ranking: [only] } = await frames.explain({ width: 30, height: 20, data: new Uint8Array(30 * 20 * 4).fill(90) });
  expect(only?.probability).toBeCloseTo(sigmoid(only?.logit), 6);
  frames.dispose();
  network.dispose();
});

test("from the command line, which says what the percentage is", async () => {
  const place = await openWorkplace();
  await writeFile(join(place.folder, "one.safetensors"), writeSafetensors(tensors, {}));
  const run = await place.cam(cat, "--model", "one.safetensors", "--device", "cpu", "--json", "--out", "one.{method}.png", "--target", "probability", "--method", "cam,grad-cam");
  const [result] = resultsOf(run);
  if (!result?.ok || !("top" in result)) throw new Error(run.stderr + run.stdout);
  expect(result.model).toMatchObject({ classes: 1, probabilities: "sigmoid" });
  expect(result.top).toEqual([expect.objectContaining({ class: 0, probability: expect.closeTo(sigmoid(result.top[0]?.logit), 5) as number })]);
  expect(result.maps.every(({ statement }) => statement === null)).toBe(true);
  await place.close();
});
