// Networks that look at other inputs than 224 × 224 in three colours, on every device, against PyTorch: test/reference_opening.py.
import { decodeFloats, expectClose, readFixture, testGpu } from "@camlucida/tensor/testing";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { inFolder } from "../testing/files.ts";
import { open, type DeviceWish, type LookOptions, type OpenOptions } from "./node.ts";

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
    ["grey resnet", fixture("grey.pth"), { input: [96, 128], preprocess: { order: "L", scale: 255, mean: [0.1307], std: [0.3081] } }],
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
    for (const method of model.endsWith(".pth") ? [] : ["score-cam", "input-gradient"]) expect((await seen.map({ method })).values.every(Number.isFinite)).toBe(true);
  });
});

const hub = (files: Readonly<Record<string, string | Uint8Array>>, use: (folder: string) => Promise<void>): Promise<void> => inFolder([], async (folder) => {
  await mkdir(join(folder, "onnx"));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await use(folder);
});
const weights = readFileSync(resnet);
const halves = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
const bicubic64 = JSON.stringify({ ...halves, resample: 3, size: { height: 64, width: 64 } });
const lanczos64 = bicubic64.replace('"resample":3', '"resample":1');
const fiveNames = JSON.stringify({ architectures: ["ResNetForImageClassification"], id2label: { 0: "ant", 1: "bee", 2: "cat", 3: "dog", 4: "eel" } });

describe("a folder opens as it lies", () => {
  test.each<[name: string, files: Readonly<Record<string, string | Uint8Array>>, options: OpenOptions, look: LookOptions]>([
    ["resnet, bicubic 64", { "pytorch_model.bin": weights, "preprocessor_config.json": bicubic64, "config.json": fiveNames }, {}, {}],
    ["resnet, crop of 73 to 64", { "pytorch_model.bin": weights, "preprocessor_config.json": JSON.stringify({ ...halves, resample: 3, crop_pct: 0.875, size: { shortest_edge: 64 } }) }, {}, { framing: "crop" }],
    ["resnet, crop of 73 to 64", { "pytorch_model.bin": weights, "config.json": JSON.stringify({ pretrained_cfg: { input_size: [3, 64, 64], interpolation: "bicubic", crop_pct: 0.875, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } }) }, {}, { framing: "crop" }],
    ["wide, halves", { "onnx/model.onnx": readFileSync(fixture("wide.onnx")), "preprocessor_config.json": bicubic64.replace('"resample":3', '"resample":2') }, {}, {}], // the graph fixes the size
    ["resnet, clip", { "pytorch_model.bin": weights, "preprocessor_config.json": bicubic64 }, { preprocess: "clip", input: 224 }, {}], // what is asked for goes before
    ["resnet, bicubic 64", { "pytorch_model.bin": weights, "preprocessor_config.json": lanczos64 }, { preprocess: { order: "RGB", scale: 255, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], interpolation: "bicubic" } }, {}], // but of the size nothing is
    ["resnet, caffe", { "pytorch_model.bin": weights }, { preprocess: "caffe" }, {}],
    ["resnet, levels of 0 to 1", { "pytorch_model.bin": weights }, { preprocess: "none" }, {}],
    ["resnet, levels of 0 to 1", { "pytorch_model.bin": weights }, { preprocess: { do_normalize: false, do_rescale: true } }, {}],
  ])("%s, folder %#", async (name, files, options, look) => {
    await hub(files, async (folder) => {
      using network = await open(folder, { device: "cpu", ...options });
      using seen = await network.look(cat, look);
      expectClose(seen.logits, decodeFloats((cases[name] as Case).logits), ofLogits, "logits");
      expect(network.labels[1]).toBe("config.json" in files && files["config.json"] === fiveNames ? "bee" : "class 1");
    });
  });

  test("what is refused beside a model is named, and an option goes past it", async () => {
    await hub({ "pytorch_model.bin": weights, "preprocessor_config.json": lanczos64 }, async (folder) => {
      await expect(open(folder, { device: "cpu" })).rejects.toMatchObject({ code: "preprocessing-unsupported", message: expect.stringContaining("preprocessor_config.json") as string });
      using network = await open(folder, { device: "cpu", preprocess: "torchvision" });
      expect(network.preprocessing).toMatchObject({ size: { height: 64, width: 64 }, interpolation: "bilinear", sources: ["torchvision", "preprocessor_config.json"] });
      await expect(open(folder, { device: "cpu", preprocess: "tensorflow" })).rejects.toMatchObject({ code: "preprocess-unknown" });
    });
    await hub({ "pytorch_model.bin": weights, "config.json": "no JSON" }, async (folder) => {
      using network = await open(folder, { device: "cpu" });
      expect(network.preprocessing.sources).toEqual([]);
    });
  });
});

test("a size that the graph does not take is refused with what it takes", async () => {
  const flat = path("packages/tensor/src/onnx/fixtures/flat_13.onnx"); // flattened for two layers: of 20 × 18 alone
  using network = await open(flat, { device: "cpu" });
  expect(network.preprocessing.size).toEqual({ height: 20, width: 18 });
  await expect(open(flat, { device: "cpu", input: [32, 32] })).rejects.toMatchObject({ code: "checkpoint-input-size", message: expect.stringMatching(/32×32 .* 20×18/) as string });
  await expect(open(resnet, { device: "cpu", input: "320 pixels" })).rejects.toMatchObject({ code: "input-size", message: expect.stringContaining("480x320") as string });
  using inWords = await open(resnet, { device: "cpu", input: "160x256" });
  expect(inWords.preprocessing.size).toEqual({ height: 160, width: 256 });
  await expect(open(resnet, { device: "cpu", input: 0 })).rejects.toMatchObject({ code: "checkpoint-input-size" });
  await expect(open(resnet, { device: "cpu", input: [20_000, 8] })).rejects.toMatchObject({ code: "checkpoint-input-size" });
});
