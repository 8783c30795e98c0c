import { afterEach, expect, test, vi } from "vitest";
import type { Device } from "./device.ts";
import { openReference, runByReferences } from "./reference/reference_device.ts";
import { openWasm } from "./wasm/wasm_device.ts";
import { webGpuDevice } from "./webgpu/webgpu_device.ts";
import { openGpu } from "./webgpu/gpu.ts";
import { elements, Graph } from "../graph/graph.ts";
import { relu } from "../ops/relu/relu.ts";
import { softmax } from "../ops/softmax/softmax.ts";
import { numbersOf } from "../graph/parameter.ts";
import { resnet } from "../models/resnet_graph.ts";
import { expectClose, seeded, testGpu, tinyResnet } from "../testing/index.ts";

const gpu = await testGpu();
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;
const devices: readonly Device[] = [openReference(), openWasm(), gpu && webGpuDevice(gpu)].filter((device) => device !== undefined);

afterEach(() => void vi.restoreAllMocks());

/** Unfused; the image's 3 channels and the 3 classes fill no quads. */
function network() {
  const graph = new Graph();
  const image = graph.input("image", [1, 49, 37, 3]);
  const { logits } = resnet(graph, { tensors: tinyResnet(), metadata: {}, skipped: [] }, image);
  softmax(graph, "probabilities", logits);
  return { graph, image, seen: (seed: number) => ({ image: seeded(seed, elements(image.shape), 2) }) };
}

test.each(devices)("every value of a network is the reference's, on $kind", async (device) => {
  const { graph, image, seen } = network();
  const inspection = await device.inspect(graph);
  for (const seed of [1, 2]) {
    await inspection.run(seen(seed));
    const expected = runByReferences(graph, graph.steps.map(({ output }) => output), seen(seed));
    // float32 sums, of up to 68 steps one behind the other
    for (const { output } of graph.steps) expectClose(await inspection.valueOf(output), expected[output.name]!, 1e-5, output.name);
    expect(await inspection.valueOf(image)).toEqual(seen(seed).image);
  }
  for (const [value, parameter] of graph.parameters) expect(await inspection.valueOf(value)).toEqual(numbersOf(parameter));
  inspection.dispose();
});

test.each(devices)("what is given out is a copy, and what was given may change, on $kind", async (device) => {
  const { graph, image, seen } = network();
  const inspection = await device.inspect(graph);
  const given = seen(1);
  await inspection.run(given);
  given.image.fill(NaN);
  const [last] = graph.steps.slice(-1);
  const [weight] = graph.parameters.keys();
  for (const value of [image, last!.output, weight!]) {
    const first = await inspection.valueOf(value);
    const kept = first.slice();
    first.fill(NaN);
    expect(await inspection.valueOf(value)).toEqual(kept);
    expect(kept.some(Number.isNaN)).toBe(false);
  }
  inspection.dispose();
});

test.each(devices)("every step has its times, and every value stays, on $kind", async (device) => {
  const { graph, seen } = network();
  const inspection = await device.inspect(graph);
  await inspection.run(seen(1));
  const values = await Promise.all(graph.steps.map(({ output }) => inspection.valueOf(output)));
  const times = await inspection.times(3);
  expect(times.map(({ step }) => step)).toEqual(graph.steps);
  for (const { milliseconds } of times) {
    expect(milliseconds).toHaveLength(3);
    expect(milliseconds.every((time) => time >= 0 && time < 60_000)).toBe(true);
  }
  expect(times.flatMap(({ milliseconds }) => milliseconds).some((time) => time > 0)).toBe(true);
  expect(await Promise.all(graph.steps.map(({ output }) => inspection.valueOf(output)))).toEqual(values);
  inspection.dispose();
});

test.each(devices)("too early, too late, or not of this graph: a typed error on $kind", async (device) => {
  const { graph, image, seen } = network();
  const inspection = await device.inspect(graph);
  await expect(inspection.valueOf(image)).rejects.toThrow(coded("stage"));
  await expect(inspection.times(1)).rejects.toThrow(coded("stage"));
  await expect(inspection.run({ image: new Float32Array(3) })).rejects.toThrow(coded("input"));
  await expect(inspection.valueOf(image)).rejects.toThrow(coded("stage"));
  await inspection.run(seen(1));
  await expect(inspection.run({})).rejects.toThrow(coded("input"));
  expect(await inspection.valueOf(image)).toEqual(seen(1).image); // the last look stays
  await expect(inspection.valueOf({ ...image })).rejects.toThrow(coded("unknown-value"));
  expect(inspection.bytes).toBeGreaterThan(graph.steps.reduce((sum, { output }) => sum + 4 * elements(output.shape), 0));
  inspection.dispose();
  expect(inspection.bytes).toBe(0);
  await expect(inspection.valueOf(image)).rejects.toThrow(coded("stage"));
  await expect(inspection.run(seen(1))).rejects.toThrow(coded("stage"));
  inspection.dispose();
});

test.each(devices)("bytes come as numbers, on $kind", async (device) => {
  const graph = new Graph();
  const pixels = graph.input("pixels", [1, 4], "u8");
  const copy = graph.step({ // four bytes are one word
    name: "copy", reference: (_, [bytes]) => bytes!.slice(),
    kernel: () => ({
      wgsl: `
        @group(0) @binding(0) var<storage, read>       bytes: array<u32>;
        @group(0) @binding(1) var<storage, read_write> copy:  array<u32>;
        @compute @workgroup_size(1) fn main() { copy[0] = bytes[0]; }`,
      constants: {}, workgroups: [1, 1, 1],
    }),
  }, "copy", [pixels], [1, 4], {}, "u8");
  const inspection = await device.inspect(graph);
  await inspection.run({ pixels: Uint8Array.of(0, 1, 128, 255) });
  for (const value of [pixels, copy]) expect(await inspection.valueOf(value)).toEqual(Float32Array.of(0, 1, 128, 255));
  inspection.dispose();
});

test("one submission per look, one readback per value, and every buffer is destroyed", async ({ skip }) => {
  if (!gpu) return skip();
  const made: GPUBuffer[] = [];
  const create = gpu.device.createBuffer.bind(gpu.device);
  vi.spyOn(gpu.device, "createBuffer").mockImplementation((descriptor) => {
    const buffer = create(descriptor);
    vi.spyOn(buffer, "destroy");
    made.push(buffer);
    return buffer;
  });
  const submit = vi.spyOn(gpu.device.queue, "submit");
  const { graph, seen } = network();
  const inspection = await webGpuDevice(gpu).inspect(graph);
  const [first] = graph.steps;
  const held = inspection.bytes;
  const opened = made.length;
  await inspection.run(seen(1));
  expect(submit).toHaveBeenCalledTimes(1);
  await inspection.valueOf(first!.output);
  expect([submit.mock.calls.length, made.length]).toEqual([2, opened + 1]);
  await inspection.times(2);
  expect(inspection.bytes).toBe(held);
  inspection.dispose();
  for (const buffer of made) expect(buffer.destroy).toHaveBeenCalledOnce();
});

test("a graph beyond the device is refused, and the device stays usable", async ({ skip }) => {
  if (!gpu) return skip();
  const huge = new Graph();
  relu(huge, "out", huge.input("x", [1, 1 << 20, 1 << 10, 4])); // 16 GiB
  await expect(webGpuDevice(gpu).inspect(huge)).rejects.toThrow(coded("out-of-memory"));
  const { graph, seen } = network();
  const inspection = await webGpuDevice(gpu).inspect(graph);
  await inspection.run(seen(1));
  expect(await inspection.valueOf(graph.steps[0]!.output)).toHaveLength(elements(graph.steps[0]!.output.shape));
  inspection.dispose();
});

test("once the device is lost, everything says so", async ({ skip }) => {
  if (!gpu) return skip();
  const own = await openGpu();
  const { graph, image, seen } = network();
  const inspection = await webGpuDevice(own).inspect(graph);
  await inspection.run(seen(1));
  own.dispose();
  await own.device.lost;
  await expect(inspection.run(seen(1))).rejects.toThrow(coded("device-lost"));
  await expect(inspection.valueOf(image)).rejects.toThrow(coded("device-lost"));
  await expect(inspection.times(1)).rejects.toThrow(coded("device-lost"));
  await expect(webGpuDevice(own).inspect(graph)).rejects.toThrow(coded("device-lost"));
});
