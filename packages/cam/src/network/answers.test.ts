// A network that answers with features or with likeness to examples: held against the formula, computed here in float64.
import { type Device, openReference } from "@camlucida/tensor";
import { deviceOf, expectClose, seeded, testGpu, tinyResnet } from "@camlucida/tensor/testing";
import { expect, describe, test } from "vitest";
import { logitOf, methodNamed } from "../index.ts";
import { cosinesOf } from "./answers.ts";
import { evidenceFor } from "./evidence.ts";
import { openNetwork } from "./network.ts";

const input = [64, 96] as const;
const image = (seed: number): Float32Array => seeded(seed, input[0] * input[1] * 3, 2);
const checkpoint = { tensors: tinyResnet(), metadata: {}, skipped: [] };
const backbone = { ...checkpoint, tensors: new Map([...checkpoint.tensors].filter(([name]) => !name.startsWith("fc."))) };
const gpu = await testGpu();
const places: readonly (readonly [string, Device])[] = [["reference", openReference()], ["device", deviceOf(undefined)], ...(gpu ? [["GPU", deviceOf(gpu)] as const] : [])];

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((sum, x, at) => sum + x * (b[at] as number), 0);
const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));

/** [K] of each image */
async function featuresOf(device: Device, ...images: readonly Float32Array[]): Promise<Float32Array[]> {
  const network = await openNetwork(checkpoint, device, { input, answers: "features" });
  using pass = await network.forward(images);
  const found = pass.predictions.map(({ logits }) => logits.slice());
  network.dispose();
  return found;
}

describe.each(places)("on the %s", (_, device) => {
  test("a classifier and the same without its head answer with the same features", async () => {
    const [own] = await featuresOf(device, image(1));
    const network = await openNetwork(backbone, device, { input });
    using pass = await network.forward([image(1)]);
    expect(Array.from(own ?? [])).toEqual(Array.from(pass.prediction.logits));
    network.dispose();
  });

  test("the logits' cosines are those of the features, an image is most like itself, and the maps add up", async () => {
    const [f, ...others] = await featuresOf(device, image(1), image(2), image(1));
    if (!f) throw new Error("no features");
    const network = await openNetwork(checkpoint, device, { input, answers: { examples: others } });
    expect([network.classes, network.hasClasses, network.hasClassMaps]).toEqual([2, true, true]);
    using pass = await network.forward([image(1)]);
    const { prediction } = pass;
    // float32 sums of 16 products
    expectClose(Float32Array.from(cosinesOf(prediction, 16)), Float32Array.from(others, (g) => cosine(f, g)), 1e-5, "cosines");
    expect(prediction.ranking).toEqual([1, 0]);
    for (const example of [0, 1]) expect(evidenceFor(prediction, network, example).residual).toBeLessThan(1e-5 * Math.max(...prediction.logits.map(Math.abs)));
    const map = await pass.map({ method: methodNamed("cam"), layer: "layer4" }, logitOf(0, 2));
    const [g] = others as [Float32Array, Float32Array];
    const expected = Float32Array.from({ length: map.values.length }, (__, at) => dot(prediction.features.subarray(at * 16, at * 16 + 16), g) / Math.sqrt(dot(g, g)));
    expectClose(map.values, expected, 1e-5, "map");
    const gradCam = await pass.map({ method: methodNamed("grad-cam"), layer: "layer4" }, logitOf(0, 2));
    expectClose(gradCam.values.map((x) => x * gradCam.values.length), expected, 1e-5, "Grad-CAM, a cell's share of CAM's");
    network.dispose();
  });
});

test("examples that do not fit are refused, and networks whose features are no means", async () => {
  const open = (answers: NonNullable<Parameters<typeof openNetwork>[2]>["answers"]) => openNetwork(checkpoint, openReference(), { input, answers: answers ?? "classes" });
  await expect(open({ examples: [] })).rejects.toThrow(expect.objectContaining({ code: "example-shape" }) as Error);
  await expect(open({ examples: [new Float32Array(512)] })).rejects.toThrow(expect.objectContaining({ code: "example-shape", message: expect.stringContaining("512") as string }) as Error);
});

test("no feature at all is like nothing", () => {
  expect(cosinesOf({ logits: Float32Array.of(0, 0), features: new Float32Array(8) }, 4)).toEqual(Float64Array.of(0, 0));
});
