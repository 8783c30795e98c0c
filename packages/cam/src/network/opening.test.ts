// Who says how photographs are prepared, where several do.
import { type Checkpoint, type CheckpointTensor } from "@camlucida/tensor";
import { tinyResnet } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { imagenetNormalisation } from "../preprocess/normalisation.ts";
import { namedPreprocessing } from "../preprocess/named.ts";
import { openingOf } from "./opening.ts";

const buffer = (numbers: readonly number[]): CheckpointTensor => ({ shape: [1, 3, 1, 1], data: Float32Array.from(numbers) });
const checkpoint = (more: Readonly<Record<string, CheckpointTensor>> = {}): Checkpoint => ({ tensors: new Map([...tinyResnet(), ...Object.entries(more)]), metadata: {}, skipped: [] });
const beside = (config: object): { name: string; text: string }[] => [{ name: "preprocessor_config.json", text: JSON.stringify(config) }];
const square = (side: number): { height: number; width: number } => ({ height: side, width: side });

describe("whoever asks for a preprocessing without a size is given that of a file beside the model", () => {
  test.each([
    ["of transformers", { resample: 1, image_mean: "no numbers", do_center_crop: true, crop_size: 64, size: { shortest_edge: 73 } }],
    ["of timm", { input_size: [3, 64, 64], crop_pct: 0.875, interpolation: "lanczos", mean: "no numbers", std: [] }],
  ])("%s, whatever else stands there", (_, config) => {
    const { preprocessing } = openingOf({ checkpoint: checkpoint(), beside: beside(config) }, { preprocessing: namedPreprocessing["keras-tf"] });
    expect(preprocessing).toMatchObject({ size: square(64), resize: square(73), interpolation: "bilinear", normalisation: { mean: [0.5, 0.5, 0.5] }, sources: ["keras-tf", "preprocessor_config.json"] });
  });

  test("but not where that cannot be read, or a size is asked for", () => {
    expect(openingOf({ checkpoint: checkpoint(), beside: beside({ input_size: [3, 64] }) }, { preprocessing: namedPreprocessing["caffe"] }).preprocessing.size).toEqual(square(224));
    expect(openingOf({ checkpoint: checkpoint(), beside: beside({ do_resize: true, size: 64 }) }, { preprocessing: namedPreprocessing["clip"], input: square(96) }).preprocessing).toMatchObject({ size: square(96), resize: square(96) });
  });
});

describe("a network that normalises pixels itself, by ImageNet's numbers", () => {
  const own = checkpoint({ mean: buffer(imagenetNormalisation.mean), std: buffer(imagenetNormalisation.std) });

  test("is given photographs that are so normalised, once", () => {
    for (const asked of [undefined, namedPreprocessing["torchvision"]]) {
      expect(openingOf({ checkpoint: own }, { preprocessing: asked })).toMatchObject({ preprocessing: { normalisation: imagenetNormalisation }, network: { unread: ["mean", "std"] } });
    }
  });

  test("is given no others", () => {
    const refused = expect.objectContaining({ code: "checkpoint-left-over", message: expect.stringMatching(/\(mean, std\).*--preprocess torchvision/) as string }) as Error;
    for (const name of ["none", "keras-tf", "caffe"]) expect(() => openingOf({ checkpoint: own }, { preprocessing: namedPreprocessing[name] })).toThrow(refused);
    expect(() => openingOf({ checkpoint: own, beside: beside({ do_normalize: false, do_rescale: true }) })).toThrow(refused);
    expect(openingOf({ checkpoint: checkpoint() }, { preprocessing: namedPreprocessing["none"] }).preprocessing.normalisation.mean).toEqual([0, 0, 0]);
  });
});
