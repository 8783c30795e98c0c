// A device that has no room left, for whichever buffer of a program: always a typed error, nothing kept, the device usable.
import { expect, test, vi } from "vitest";
import type { Gpu } from "./gpu.ts";
import { DeviceError } from "../../graph/errors.ts";
import { Graph, type Op, type Value } from "../../graph/graph.ts";
import { add } from "../../ops/add/add.ts";
import { compile } from "./program.ts";
import { testGpu } from "../../testing/index.ts";
import { GpuWeights } from "./weights.ts";

const gpu = await testGpu();

/** x · sizes.factor: an op whose sizes are data. */
const times: Op = {
  name: "times",
  kernel: () => ({
    wgsl: `
      struct Sizes { factor: u32 }
      @group(0) @binding(0) var<storage, read>       input:  array<f32>;
      @group(0) @binding(1) var<storage, read_write> output: array<f32>;
      @group(0) @binding(2) var<uniform>             sizes:  Sizes;
      @compute @workgroup_size(4)
      fn main(@builtin(local_invocation_index) i: u32) { output[i] = input[i] * f32(sizes.factor); }`,
    constants: {}, sizes: { factor: 5 }, workgroups: [1, 1, 1],
  }),
  reference: (_, [x]) => (x as Float32Array).map((value) => value * 5),
};

/** Needs six buffers: a parameter, an input, two intermediates, sizes, and the one that is read back. */
function fiveTimesTheSum(): { graph: Graph; out: Value } {
  const graph = new Graph();
  const sum = add(graph, "sum", graph.input("x", [1, 3]), graph.parameter("p", [1, 3], Float32Array.of(1, 2, 3)));
  return { graph, out: graph.step(times, "out", [sum], [1, 3]) };
}

/** The same device, but without room for buffer number `refused`, which it says as the standard wants. */
function refusing({ device, ...rest }: Gpu, refused: number): { gpu: Gpu; made: GPUBuffer[] } {
  const made: GPUBuffer[] = [];
  const scopes: { readonly filter: GPUErrorFilter; fault?: GPUError }[] = [];
  const changed = {
    createBuffer(descriptor: GPUBufferDescriptor): GPUBuffer {
      const buffer = device.createBuffer(descriptor);
      vi.spyOn(buffer, "destroy");
      const scope = scopes.findLast(({ filter }) => filter === "out-of-memory");
      if (made.length === refused && scope) scope.fault = new GPUOutOfMemoryError("not enough memory left");
      made.push(buffer);
      return buffer;
    },
    pushErrorScope(filter: GPUErrorFilter): void {
      scopes.push({ filter });
      device.pushErrorScope(filter);
    },
    async popErrorScope(): Promise<GPUError | null> {
      const scope = scopes.pop();
      const actual = await device.popErrorScope();
      return scope?.fault ?? actual;
    },
  };
  const proxy = new Proxy(device, {
    get: (target, key) => {
      const value: unknown = Reflect.get(key in changed ? changed : target, key);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return { gpu: { ...rest, device: proxy, weights: new GpuWeights(proxy) }, made };
}

test.skipIf(gpu === undefined).each([0, 1, 2, 3, 4, 5])("no room for buffer %i", async (refused) => {
  const { graph, out } = fiveTimesTheSum();
  const short = refusing(gpu as Gpu, refused);
  const error: unknown = await compile(short.gpu, graph, [out]).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DeviceError);
  expect(error).toMatchObject({ code: "out-of-memory", message: expect.stringMatching(/no room for \d+ bytes.*or the CPU\.$/) as string });
  expect(short.made.length).toBeGreaterThan(refused);
  for (const buffer of short.made) expect(buffer.destroy).toHaveBeenCalledOnce();

  const program = await compile(gpu as Gpu, graph, [out]);
  expect((await program.run({ x: Float32Array.of(1, 1, 1) }))["out"]).toEqual(Float32Array.of(10, 15, 20));
  program.dispose();
});

test.skipIf(gpu === undefined)("six buffers are all there are, and dispose destroys each of them once", async () => {
  const { graph, out } = fiveTimesTheSum();
  const enough = refusing(gpu as Gpu, 6);
  const program = await compile(enough.gpu, graph, [out]);
  expect((await program.run({ x: Float32Array.of(1, 1, 1) }))["out"]).toEqual(Float32Array.of(10, 15, 20));
  program.dispose();
  program.dispose();
  expect(enough.made).toHaveLength(6);
  for (const buffer of enough.made) expect(buffer.destroy).toHaveBeenCalledOnce();
});
