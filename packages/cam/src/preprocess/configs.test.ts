// Files beside a model, as transformers and timm write them. What they mean in numbers is held against Pillow in preprocess.test.ts, and
// against PyTorch in apps/cli/src/library/opening.test.ts.
import { metadataKeys, type RecognisedNetwork } from "@camlucida/tensor";
import { describe, expect, test } from "vitest";
import { statedInConfig, statedInFile } from "./configs.ts";
import { namedPreprocessing } from "./named.ts";
import { imagenetNormalisation } from "./normalisation.ts";
import { preprocessingOf, type InputSize, type StatedPreprocessing } from "./preprocessing.ts";
import { preprocessingFor } from "./stated.ts";

const stated = (config: object): StatedPreprocessing | undefined => statedInConfig(JSON.stringify(config), "a.json");
const square = (side: number): InputSize => ({ height: side, width: side });
const halves = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };

describe("transformers", () => {
  test.each<[what: string, config: object, expected: Partial<StatedPreprocessing>]>([
    ["ViT: squashed", { do_normalize: true, do_rescale: true, do_resize: true, ...halves, resample: 2, rescale_factor: 0.00392156862745098, size: { height: 384, width: 384 } },
      { size: square(384), resize: undefined, interpolation: "bilinear", normalisation: { order: "RGB", scale: 255, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } }],
    ["a side alone", { do_normalize: true, ...halves, size: 224, resample: 3 }, { size: square(224), interpolation: "bicubic" }],
    ["ConvNeXt and ResNet: a share", { crop_pct: 0.875, ...halves, resample: 3, size: { shortest_edge: 224 } }, { size: square(224), resize: square(256), interpolation: "bicubic" }],
    ["ConvNeXt from 384 on: squashed", { crop_pct: 0.875, ...halves, resample: 3, size: { shortest_edge: 384 } }, { size: square(384), resize: undefined }],
    ["MobileNet and CLIP: a crop", { do_center_crop: true, crop_size: { height: 224, width: 192 }, size: { shortest_edge: 256 }, ...halves },
      { size: { height: 224, width: 192 }, resize: square(256) }],
    ["a crop larger than what it is of is not cut out", { do_center_crop: true, crop_size: 289, size: 224, ...halves }, { size: square(289), resize: square(289) }],
    ["levels of 0 … 1", { do_normalize: false, do_rescale: true, size: 64 }, { normalisation: { order: "RGB", scale: 255, mean: [0, 0, 0], std: [1, 1, 1] } }],
    ["levels of 0 … 255", { do_normalize: false, do_rescale: false, size: 64 }, { normalisation: { order: "RGB", scale: 1, mean: [0, 0, 0], std: [1, 1, 1] } }],
    ["blue first", { do_rescale: true, do_flip_channel_order: true, size: 64 }, { normalisation: { order: "BGR", scale: 255, mean: [0, 0, 0], std: [1, 1, 1] } }],
    ["EfficientNet: nearest", { ...halves, resample: 0, size: 224 }, { interpolation: "nearest" }],
    ["grey", { image_mean: [0.1], image_std: [0.3], size: 28 }, { normalisation: { order: "L", scale: 255, mean: [0.1], std: [0.3] } }],
    ["nothing of the size", { do_resize: false, ...halves }, { size: undefined }],
    ["nothing of how it is resized, where it is not", { do_resize: false, resample: 0, ...halves }, { interpolation: undefined }],
  ])("%s", (_, config, expected) => {
    expect(stated(config)).toMatchObject({ source: "a.json", ...expected });
  });

  test("a factor and an offset of the levels become a mean and a deviation", () => {
    // level/127.5 − 1, as EfficientNet's rescale_offset has it, then less ½ by ½: level/255 less 0.75 by 0.25
    const { mean, std } = stated({ do_rescale: true, rescale_factor: 1 / 127.5, rescale_offset: true, ...halves })?.normalisation ?? { mean: [], std: [] };
    for (const value of mean) expect(value).toBeCloseTo(0.75, 12);
    for (const value of std) expect(value).toBeCloseTo(0.25, 12);
  });

  test("EfficientNet's include_top divides by the deviation twice", () => {
    expect(stated({ include_top: true, image_mean: [0.4, 0.4, 0.4], image_std: [0.2, 0.5, 1] })?.normalisation?.std).toEqual([0.2 * 0.2, 0.25, 1]);
  });
});

test.each<[what: string, config: object, expected: Partial<StatedPreprocessing>]>([
  ["of today", { architecture: "resnet50", pretrained_cfg: { input_size: [3, 288, 320], interpolation: "bicubic", crop_pct: 0.95, crop_mode: "center", mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } },
    { size: { height: 288, width: 320 }, resize: { height: 303, width: 336 }, interpolation: "bicubic", normalisation: { order: "RGB", scale: 255, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } }],
  ["of before", { input_size: [3, 224, 224], interpolation: "bilinear", crop_pct: 0.875, mean: [...imagenetNormalisation.mean], std: [...imagenetNormalisation.std] },
    { size: square(224), resize: square(256), interpolation: "bilinear", normalisation: imagenetNormalisation }],
  ["squashed, of one channel", { input_size: [1, 28, 28], crop_mode: "squash", crop_pct: 1, mean: [0.13], std: [0.31] }, { size: square(28), resize: undefined, normalisation: { order: "L", scale: 255, mean: [0.13], std: [0.31] } }],
])("timm %s", (_, config, expected) => {
  expect(stated(config)).toMatchObject(expected);
});

test("what is about other things says nothing", () => {
  expect(stated({ architectures: ["ResNetForImageClassification"], id2label: { 0: "cat" } })).toBeUndefined();
  expect(stated({ name: "my-app", version: "1.0.0" })).toBeUndefined();
});

describe("refused", () => {
  test.each([
    ["preprocessing-unsupported", { ...halves, resample: 1 }],
    ["preprocessing-unsupported", { input_size: [3, 224, 224], interpolation: "lanczos" }],
    ["preprocessing-unsupported", { input_size: [3, 224, 224], crop_mode: "border" }],
    ["preprocessing-invalid", { ...halves, resample: 9 }],
    ["preprocessing-invalid", { ...halves, resample: "bilinear" }],
    ["preprocessing-invalid", { image_mean: [0.5, 0.5], image_std: [0.5, 0.5] }],
    ["preprocessing-invalid", { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0, 0.5] }],
    ["preprocessing-invalid", { image_mean: [0.5, 0.5, 0.5] }],
    ["preprocessing-invalid", { ...halves, rescale_factor: -1 }],
    ["preprocessing-invalid", { input_size: [3, 224] }],
    ["preprocessing-invalid", { input_size: [3, 1e9, 224] }],
    ["preprocessing-invalid", { input_size: [3, 224, 224], crop_pct: 0 }],
  ])("as %s: %j", (code, config) => {
    expect(() => stated(config)).toThrow(expect.objectContaining({ name: "CheckpointError", code, message: expect.stringMatching(/^a\.json: .{1,300}--preprocess/) as string }) as Error);
  });

  test.each(["", "[", "5", "null", "x".repeat(100)])("no JSON object: %j", (text) => {
    expect(() => statedInConfig(text, "a.json")).toThrow(expect.objectContaining({ code: "preprocessing-invalid" }) as Error);
  });

  test("a named file that says nothing of preprocessing", () => {
    expect(() => statedInFile('{ "id2label": {} }', "a.json")).toThrow(/a\.json: order is absent; expected "RGB", "BGR" or "L"/);
  });
});

const network = (input: RecognisedNetwork["input"]): Pick<RecognisedNetwork, "input"> => ({ input });
const [first, second] = [{ source: "first", interpolation: "bicubic" }, { source: "second", size: square(100), resize: square(125), interpolation: "bilinear" }] as const;

describe("of several that say something", () => {
  test("each part is taken from the first that says it, and only these are named", () => {
    expect(preprocessingOf(network({ channels: 3 }), [first, second, { source: "third", size: square(7) }])).toMatchObject({
      size: square(100), resize: square(125), interpolation: "bicubic", normalisation: imagenetNormalisation, sources: ["first", "second"],
    });
  });

  test("the size that is asked for goes before the graph's, and that before what is stated; the share that is cut out stays", () => {
    const fixed = network({ channels: 3, height: 48, width: 80 });
    expect(preprocessingOf(fixed, [second])).toMatchObject({ size: { height: 48, width: 80 }, resize: { height: 60, width: 100 } });
    expect(preprocessingOf(fixed, [second], square(40))).toMatchObject({ size: square(40), resize: square(50), sources: ["asked for", "second"] });
    expect(preprocessingOf(network({ channels: 3, height: 48 }), [second]).size).toEqual({ height: 48, width: 100 });
    expect(preprocessingOf(fixed, [namedPreprocessing["clip"] as StatedPreprocessing, second]).resize).toEqual({ height: 48, width: 80 });
  });

  test("grey is normalised as all colours are, where these are alike, else asked about; other channels are no photograph's", () => {
    const grey = network({ channels: 1 });
    expect(preprocessingOf(grey, []).normalisation).toEqual({ order: "L", scale: 255, mean: [0.5], std: [0.5] });
    expect(preprocessingOf(grey, [namedPreprocessing["none"] as StatedPreprocessing]).normalisation).toEqual({ order: "L", scale: 255, mean: [0], std: [1] });
    for (const [channels, of] of [[1, [{ source: "x", normalisation: imagenetNormalisation }]], [3, [{ source: "x", normalisation: { order: "L", scale: 255, mean: [0], std: [1] } }]], [4, []], [2, []]] as const) {
      expect(() => preprocessingOf(network({ channels }), of)).toThrow(expect.objectContaining({ code: "checkpoint-input-channels" }) as Error);
    }
  });
});

test("Inception v3 and GoogLeNet are given −1 … 1, unless their file says that they transform their input themselves, or not", () => {
  const of = (name: string, metadata: Record<string, string> = {}) => preprocessingFor({ tensors: new Map(), metadata, skipped: [] }, {}, { name, input: { channels: 3 } });
  expect(of("inception_v3")).toMatchObject({ size: square(299), resize: square(342), normalisation: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }, sources: ["usual for inception_v3"] });
  expect(of("googlenet")).toMatchObject({ size: square(224), normalisation: { mean: [0.5, 0.5, 0.5] } });
  expect(of("resnet50")).toMatchObject({ size: square(224), normalisation: imagenetNormalisation, sources: [] });
  for (const text of ["true", "false"]) expect(of("inception_v3", { [metadataKeys.transformInput]: text })).toMatchObject({ size: square(299), normalisation: imagenetNormalisation });
});
