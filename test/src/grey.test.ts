// Networks of one input channel by their names. f(x) of one is f(x, x, x) of the network whose stem has a third of its weights for each
// colour, and that one is held against PyTorch: families.test.ts.
import { logitOf, methodNamed, openNetwork } from "@camlucida/cam";
import { openReference, openWasm, type CheckpointTensor } from "@camlucida/tensor";
import { expectClose, readFixture, seeded } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { seededCheckpoint, type SeededReference } from "./seeded_resnet.ts";

const device = openWasm() ?? openReference();
const [height, width] = [48, 56];

/** Of the largest: the stem's sums come in another order, through some 50 layers. */
const tolerance = 1e-4;

/** The sum over its input channels. [Cout, Cin, K, K] → [Cout, 1, K, K] */
function ofOneChannel({ shape: [out = 0, cin = 0, ...kernel], data }: CheckpointTensor): CheckpointTensor {
  const taps = kernel.reduce((product, side) => product * side, 1);
  const summed = Float32Array.from({ length: out * taps }, (_, at) => {
    const [channel, tap] = [Math.floor(at / taps), at % taps];
    return Array.from({ length: cin }, (_none, c) => data[(channel * cin + c) * taps + tap] as number).reduce((sum, x) => sum + x, 0);
  });
  return { shape: [out, 1, ...kernel], data: summed };
}

test.each([["mobilenet_v2", "features.0.0.weight"], ["squeezenet1_1", "features.0.weight"], ["vgg13", "features.0.weight"]])("%s", async (name, stem) => {
  const colours = { ...seededCheckpoint(await readFixture<SeededReference>(import.meta.url, `../fixtures/families/${name}.json`)), metadata: {} };
  const grey = { ...colours, tensors: new Map(colours.tensors).set(stem, ofOneChannel(colours.tensors.get(stem) as CheckpointTensor)) };
  const image = seeded(77, height * width, 2);
  const found = await Promise.all(([[grey, image], [colours, Float32Array.from({ length: 3 * image.length }, (_, at) => image[Math.floor(at / 3)] as number)]] as const).map(async ([checkpoint, input]) => {
    const network = await openNetwork(checkpoint, device, { input: [height, width] });
    using pass = await network.forward([input]);
    const map = await pass.map({ method: methodNamed("grad-cam"), layer: network.layers.at(-1) ?? "" }, logitOf(3, network.classes));
    const { channels } = network.graph.architecture.input;
    network.dispose();
    return { channels, logits: pass.prediction.logits, map: map.values, order: network.preprocessing.normalisation.order };
  }));
  const [one, three] = found as [(typeof found)[0], (typeof found)[0]];
  expect([one.channels, one.order, three.channels, three.order]).toEqual([1, "L", 3, "RGB"]);
  expectClose(one.logits, three.logits, tolerance, "logits");
  expectClose(one.map, three.map, tolerance, "map");
});

test("of four channels it is refused, with what would be needed", async () => {
  const colours = { ...seededCheckpoint(await readFixture<SeededReference>(import.meta.url, "../fixtures/families/squeezenet1_1.json")), metadata: {} };
  const { shape: [out = 0, , ...kernel], data } = colours.tensors.get("features.0.weight") as CheckpointTensor;
  const four = { shape: [out, 4, ...kernel], data: new Float32Array((data.length / 3) * 4) };
  await expect(openNetwork({ ...colours, tensors: new Map(colours.tensors).set("features.0.weight", four) }, device))
    .rejects.toMatchObject({ code: "checkpoint-input-channels", message: expect.stringMatching(/4 channels; .* red, green and blue/) as string });
});
