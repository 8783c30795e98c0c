import { type Checkpoint, metadataKeys, type Shape } from "@camlucida/tensor";
import { readFixture } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { labelledOpening } from "./opening.ts";

interface Kind {
  readonly name: string;
  readonly tensors: readonly (readonly [name: string, shape: Shape])[];
}

/** timm's names, which networks of PyTorch and of TensorFlow share; their numbers do not matter here. */
const { kinds } = await readFixture<{ readonly kinds: readonly Kind[] }>(import.meta.url, "../../../../test/fixtures/kinds.json");
const { tensors } = kinds.find(({ name }) => name.startsWith("timm's `tf_efficientnet_b0`")) as Kind;
const checkpoint: Checkpoint = {
  tensors: new Map(tensors.map(([name, shape]) => [name, { shape, data: new Float32Array(shape.reduce((product, side) => product * side, 1)) }])),
  metadata: {}, skipped: [],
};
const paddingWith = (config: string, metadata: Checkpoint["metadata"] = {}): string | undefined =>
  labelledOpening({ checkpoint: { ...checkpoint, metadata }, labels: undefined, beside: [{ name: "config.json", text: config }] }, {}).checkpoint.metadata[metadataKeys.padding];

test("timm's config.json says how its network pads", () => {
  expect(paddingWith('{"architecture": "tf_efficientnet_b0", "num_classes": 5}')).toBe("same");
  expect(paddingWith('{"architecture": "efficientnet_b0"}')).toBe("even");
  expect(paddingWith('{"architecture": "tf_efficientnet_b0"}', { [metadataKeys.padding]: "even" })).toBe("even"); // the file itself goes before
  for (const config of ["{}", '{"architecture": "resnet50"}', "no JSON"]) {
    expect(() => paddingWith(config)).toThrow(expect.objectContaining({ code: "checkpoint-padding", message: expect.stringContaining("--padding same") as string }) as Error);
  }
});
