// Networks that come and go on one device of the CPU: their weights go with them.
import { expect, test } from "vitest";
import { elements, Graph } from "../../graph/graph.ts";
import { conv } from "../../ops/conv/conv.ts";
import { relu } from "../../ops/relu/relu.ts";
import { seeded } from "../../testing/seeded.ts";
import type { Device } from "../device.ts";
import { openWasm } from "./wasm_device.ts";

/** A convolution of a megabyte of weights, different from one seed to the next. */
function build(seed: number) {
  const graph = new Graph();
  const image = graph.input("image", [1, 8, 8, 128]);
  const weight = graph.parameter("weight", [3, 3, 128, 256], seeded(seed, 9 * 128 * 256));
  const bias = graph.parameter("bias", [256], new Float32Array(256));
  const output = relu(graph, "output", conv(graph, "conv", image, weight, bias, { padding: 1 }));
  return { graph, output, pixels: seeded(seed + 1, elements(image.shape)) };
}

async function answer(device: Device, seed: number): Promise<{ values: number[]; bytes: number }> {
  const { graph, output, pixels } = build(seed);
  const program = await device.compile(graph, [output]);
  const { output: values } = await program.run({ image: pixels });
  const { bytes } = device.weights;
  program.dispose();
  program.dispose();
  return { values: [...(values ?? [])], bytes };
}

test.each([1, 2])("what a network has packed goes with it, and the next computes in its place: %d threads", async (threads) => {
  const device = openWasm({ threads });
  if (!device) throw new Error("no WebAssembly SIMD here");
  const first = await answer(device, 1);
  expect(first.bytes).toBeGreaterThan(4e6);
  for (let seed = 2; seed < 12; seed++) expect((await answer(device, seed)).bytes).toBe(first.bytes); // none of the one before
  expect(device.weights).toMatchObject({ count: 0, bytes: 0 });
  expect((await answer(device, 1)).values).toEqual(first.values);
  device.dispose();
});

test("another network on the same device keeps its own", async () => {
  const device = openWasm();
  if (!device) throw new Error("no WebAssembly SIMD here");
  const { graph, output, pixels } = build(1);
  const program = await device.compile(graph, [output]);
  const { output: before } = await program.run({ image: pixels });
  for (let seed = 2; seed < 5; seed++) await answer(device, seed);
  expect((await program.run({ image: pixels }))["output"]).toEqual(before);
  program.dispose();
  device.dispose();
});
