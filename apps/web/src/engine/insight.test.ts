import { openNetwork } from "@camlucida/cam";
import { type Device, elements, openReference, openWasm, webGpuDevice } from "@camlucida/tensor";
import { expectClose, seeded, testGpu, tinyResnet } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { openInsight } from "./insight.ts";

const gpu = await testGpu();
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;
const devices: readonly Device[] = [openReference(), openWasm(), gpu && webGpuDevice(gpu)].filter((device) => device !== undefined);

/** A tiny ResNet of three classes, looking at 32 × 32 pixels. */
async function look(device: Device) {
  const network = await openNetwork({ tensors: tinyResnet(), metadata: {}, skipped: [] }, device, { input: [32, 32] });
  const insight = await openInsight(network);
  const input = seeded(3, elements(network.graph.image.shape), 2);
  await insight.look(input);
  return { network, insight, input };
}

test.each(devices)("the image is a value like a layer's, on $kind", async (device) => {
  const { network, insight, input } = await look(device);
  expect(await insight.valueOf("image")).toEqual(input);
  await expect(insight.valueOf("layer9")).rejects.toThrow(coded("layer-unknown"));
  insight.dispose();
  network.dispose();
});

test.each(devices)("parameters in the engine's order of axes, on $kind", async (device) => {
  const { network, insight } = await look(device);
  const stored = tinyResnet().get("layer1.0.conv1.weight"); // [Cout, Cin, 3, 3]
  const [out = 0, into = 0] = stored?.shape ?? [];
  const found = insight.parameterOf("layer1.0.conv1.weight"); // [3, 3, Cin, Cout]
  const expected = Float32Array.from(found, (_, at) => {
    const [o, i, tap] = [at % out, Math.floor(at / out) % into, Math.floor(at / out / into)];
    return stored?.data[(o * into + i) * 9 + tap] ?? NaN;
  });
  expect(found).toEqual(expected);
  expect(() => insight.parameterOf("layer1.0.conv1.weights")).toThrow(coded("parameter-unknown"));
  insight.dispose();
  network.dispose();
});

// Central differences of a function that is linear between the kinks of its ReLUs. Float32 logits of about 1 are known to some 1e-7, which a
// step of 1e-3 makes 1e-4. A ReLU that opens or shuts on the way spoils one difference, hardly three of five.
test.each(devices)("gradients are what a small change does, on $kind", async (device) => {
  const { network, insight } = await look(device);
  const layers = ["image", "layer1.0.conv1", "layer2.0.add", "layer4", "logits"].map((name) => (name === "logits" ? network.graph.forward.logits.name : name));
  const [classIndex, by] = [1, 1e-3];
  const gradients = await insight.gradientsOf(classIndex, layers);
  for (const [at, layer] of layers.entries()) {
    const gradient = gradients[at] as Float32Array;
    expect(gradient.length).toBe((await insight.valueOf(layer)).length);
    const steepest = Array.from(gradient.keys()).sort((a, b) => Math.abs(gradient[b] as number) - Math.abs(gradient[a] as number)).slice(0, 5);
    const errors: number[] = [];
    for (const index of steepest) {
      const [more, less] = [await insight.changed(layer, index, by), await insight.changed(layer, index, -by)];
      errors.push(Math.abs(((more[classIndex] as number) - (less[classIndex] as number)) / (2 * by) - (gradient[index] as number)));
    }
    errors.sort((a, b) => a - b);
    expect(errors[errors.length >> 1], `${layer}: ${errors.join(", ")}`).toBeLessThan(0.01 * Math.abs(gradient[steepest[0] ?? 0] as number) + 2e-4);
  }
  await expect(insight.gradientsOf(3, ["layer4"])).rejects.toThrow(coded("class-unknown"));
  await expect(insight.gradientsOf(0, ["layer9"])).rejects.toThrow(coded("layer-unknown"));
  insight.dispose();
  network.dispose();
});

test.each(devices)("a change of nothing changes nothing, on $kind", async (device) => {
  const { network, insight } = await look(device);
  const logits = await insight.valueOf(network.graph.forward.logits.name);
  for (const layer of ["image", "relu", "layer3.0.conv2"]) expect(await insight.changed(layer, 5, 0)).toEqual(logits);
  await expect(insight.changed("image", 32 * 32 * 3, 1)).rejects.toThrow(coded("number-unknown"));
  insight.dispose();
  network.dispose();
});

test("every device finds the same gradient", async () => {
  const found = await Promise.all(devices.map(async (device) => {
    const { network, insight } = await look(device);
    const [gradient] = await insight.gradientsOf(2, ["layer2"]);
    insight.dispose();
    network.dispose();
    return gradient as Float32Array;
  }));
  for (const gradient of found.slice(1)) expectClose(gradient, found[0] as Float32Array, 1e-4, "layer2"); // float32 sums in another order
});
