// Networks that look at other inputs than 224 × 224 in three colours, on every device, against PyTorch: test/reference_opening.py.
import { decodeFloats, expectClose, readFixture, testGpu } from "@camlucida/tensor/testing";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { open, type DeviceWish, type OpenOptions } from "./node.ts";

interface Case {
  readonly size: readonly [height: number, width: number];
  readonly logits: string; // base64 float32
  readonly maps: readonly { readonly layer: string; readonly height: number; readonly width: number; readonly map: string }[];
}

const path = (name: string): string => fileURLToPath(new URL(`../../../../${name}`, import.meta.url));
const cases = await readFixture<Readonly<Record<string, Case>>>(import.meta.url, "../../../../test/fixtures/opening/reference.json");
const cat = path("samples/chelsea.png");
const fixture = (name: string): string => path(`test/fixtures/opening/${name}`);
const resnet = path("test/fixtures/conventions/plain.pth");

/** Of the largest: float32 through some ten layers, and back. */
const [ofLogits, ofMaps] = [1e-4, 1e-3];

const devices: readonly DeviceWish[] = (await testGpu()) ? ["cpu", "gpu"] : ["cpu"];

describe.each(devices)("on the %s", (device) => {
  test.each<[name: string, model: string, options: OpenOptions]>([
    ["wide", fixture("wide.onnx"), {}],
    ["channels last", fixture("channels_last.onnx"), {}],
    ["free at 96x64", fixture("free.onnx"), { input: [96, 64] }],
    ["grey", fixture("grey.onnx"), {}],
    ["resnet at 320", resnet, { input: 320 }],
    ["resnet at 160x256", resnet, { input: [160, 256] }],
  ])("%s: logits and Grad-CAM are PyTorch's, and the map lies over the whole photograph", async (name, model, options) => {
    const { size, logits, maps } = cases[name] as Case;
    using network = await open(model, { device, ...options });
    expect(network.preprocessing.size).toEqual({ height: size[0], width: size[1] });
    using seen = await network.look(cat);
    expectClose(seen.logits, decodeFloats(logits), ofLogits, "logits");
    const named = network.layers.filter((layer) => /^layer[34]$|Relu/.test(layer)); // a ResNet's stages; ONNX nodes behind their convolutions
    for (const [at, { height, width, map }] of maps.entries()) {
      const found = await seen.map({ method: "grad-cam", layer: named[at] as string, class: 1 });
      expect([found.height, found.width]).toEqual([height, width]);
      expectClose(found.values, decodeFloats(map), ofMaps, `map at ${named[at]}`);
    }
    const cam = await seen.map({ class: 1 });
    expect(cam.residual).toBeLessThan(ofLogits * Math.max(...seen.logits.map(Math.abs)));
    const picture = await seen.picture({ class: 1 });
    expect([picture.width, picture.height]).toEqual([451, 300]);
    for (const method of model === resnet ? [] : ["score-cam", "input-gradient"]) expect((await seen.map({ method })).values.every(Number.isFinite)).toBe(true);
  });
});

test("a size that the graph does not take is refused with what it takes", async () => {
  const flat = path("packages/tensor/src/onnx/fixtures/flat_13.onnx"); // flattened for two layers: of 20 × 18 alone
  using network = await open(flat, { device: "cpu" });
  expect(network.preprocessing.size).toEqual({ height: 20, width: 18 });
  await expect(open(flat, { device: "cpu", input: [32, 32] })).rejects.toMatchObject({ code: "checkpoint-input-size", message: expect.stringMatching(/32×32 .* 20×18/) as string });
  await expect(open(resnet, { device: "cpu", input: 0 })).rejects.toMatchObject({ code: "checkpoint-input-size" });
  await expect(open(resnet, { device: "cpu", input: [20_000, 8] })).rejects.toMatchObject({ code: "checkpoint-input-size" });
});
