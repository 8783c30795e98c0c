import { expect, test } from "vitest";
import type { InsideLayer } from "../../engine/protocol.ts";
import { receptiveFieldsOf } from "./receptive_field.ts";

const square = (side: number): number[] => [1, side, side, 8];
const layer = (name: string, op: string, inputs: readonly [string, number][], side: number, kernel = 0, stride = 1): InsideLayer => ({
  name, op, inputs: inputs.map(([input, of]) => ({ name: input, shape: square(of) })), shape: square(side),
  parameters: op === "conv" ? [{ name: "weight", shape: [kernel, kernel, 8, 8] }] : [],
  attributes: op === "max_pool" ? { kernelH: kernel, kernelW: kernel, strideH: stride, strideW: stride } : { strideH: stride, strideW: stride },
}) as unknown as InsideLayer;

/** ResNet-18's, two convolutions a block, as its paper has them. */
function resnet18(): InsideLayer[] {
  const layers = [layer("stem", "conv", [["image", 224]], 112, 7, 2), layer("pool", "max_pool", [["stem", 112]], 56, 3, 2)];
  let [last, side] = ["pool", 56];
  for (const stage of [1, 2, 3, 4]) {
    for (const block of [0, 1]) {
      const stride = stage > 1 && block === 0 ? 2 : 1;
      const name = `layer${stage}.${block}`;
      layers.push(layer(`${name}.conv1`, "conv", [[last, side]], side / stride, 3, stride), layer(`${name}.conv2`, "conv", [[`${name}.conv1`, side / stride]], side / stride, 3));
      layers.push(layer(`${name}.short`, "conv", [[last, side]], side / stride, 1, stride), layer(name, "add", [[`${name}.short`, side / stride], [`${name}.conv2`, side / stride]], side / stride));
      [last, side] = [name, side / stride];
    }
  }
  return layers;
}

test("of ResNet-18, by hand", () => {
  // 1 + 6; + 2·2; + 4·(2·4) in layer1; then in each stage one convolution before its stride and three behind: + 2·4 + 3·(2·8), + 2·8 + 3·(2·16), + 2·16 + 3·(2·32)
  const fields = receptiveFieldsOf(resnet18());
  expect(["stem", "pool", "layer1.0.conv1", "layer1.1", "layer2.1", "layer3.1", "layer4.1"].map((name) => fields.get(name)?.height)).toEqual([7, 11, 19, 43, 99, 211, 435]);
});

test("a mean of all positions sees everything, and so does what it is multiplied with", () => {
  const mean = { ...layer("mean", "global_average_pool", [["image", 8]], 8), shape: [1, 8] };
  const fields = receptiveFieldsOf([mean, layer("gated", "multiply", [["image", 8], ["mean", 1]], 8)]);
  expect([fields.get("mean")?.width, fields.get("gated")?.width]).toEqual([Infinity, Infinity]);
});
