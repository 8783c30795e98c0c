import { expect, test, vi } from "vitest";
import { onDevice, openGpu } from "./gpu.ts";
import { DeviceError, GraphError } from "../../graph/errors.ts";
import { Graph, type Op, type Value } from "../../graph/graph.ts";
import { conv } from "../../ops/conv/conv.ts";
import { relu } from "../../ops/relu/relu.ts";
import { compile } from "./program.ts";
import { testGpu } from "../../testing/index.ts";

const gpu = await testGpu();
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

function small() {
  const graph = new Graph();
  return { graph, out: relu(graph, "out", graph.input("x", [1, 3])) };
}

test("without WebGPU the error says so", async () => {
  vi.stubGlobal("navigator", {});
  await expect(openGpu()).rejects.toThrow(coded("no-adapter"));
  vi.unstubAllGlobals();
});

if (gpu) {
  test("200 passes hold no more memory than one", async () => {
    const { graph, out } = small();
    const program = await compile(gpu, graph, [out]);
    const held = program.bytes;
    for (let pass = 1; pass <= 200; pass++) {
      expect((await program.run({ x: Float32Array.of(pass, -pass, 0) }))["out"]).toEqual(Float32Array.of(pass, 0, 0));
      expect(program.bytes).toBe(held);
    }
    program.dispose();
  });

  test.for([1, 3])("overlapping runs each get their own results, %d at once", async (inFlight) => {
    const { graph, out } = small();
    const program = await compile(gpu, graph, [out], { inFlight });
    const passes = Array.from({ length: 9 }, (_, pass) => pass);
    const refused = program.run({ x: new Float32Array(2) }); // keeps no staging buffer
    const results = passes.map((pass) => program.run({ x: Float32Array.of(pass, -pass, pass + 1) }));
    await expect(refused).rejects.toThrow(coded("input"));
    expect((await Promise.all(results)).map(({ out: values }) => [...(values as Float32Array)])).toEqual(passes.map((pass) => [pass, 0, pass + 1]));
    program.dispose();
  });

  test("two programs in one command buffer, joined by a copy, with nothing read back in between", async () => {
    const { graph, out } = small();
    const [first, second] = [await compile(gpu, graph, [out]), await compile(gpu, graph, [out])];
    const x = graph.inputs[0] as Value;
    gpu.device.queue.writeBuffer(first.buffer(x), 0, Float32Array.of(-1, 2, 3, 0));
    const encoder = gpu.device.createCommandEncoder();
    first.record(encoder);
    encoder.copyBufferToBuffer(first.buffer(out), 0, second.buffer(x), 0, 16);
    second.record(encoder);
    const staging = gpu.device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    encoder.copyBufferToBuffer(second.buffer(out), 0, staging, 0, 16);
    gpu.device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    expect(new Float32Array(staging.getMappedRange().slice(0))).toEqual(Float32Array.of(0, 2, 3, 0));
    staging.destroy();
    first.dispose();
    second.dispose();
  });

  test("a wrong input is refused before anything runs", async () => {
    const { graph, out } = small();
    const program = await compile(gpu, graph, [out]);
    await expect(program.run({ x: new Float32Array(2) })).rejects.toThrow(coded("input"));
    program.dispose();
  });

  test("a shader error names the line and shows it", async () => {
    const wgsl = "@compute @workgroup_size(1)\nfn main() {\n  let x = nonsense;\n}\n";
    const broken: Op = { name: "broken", kernel: () => ({ wgsl, constants: {}, workgroups: [1, 1, 1] }), reference: (_, [x]) => x as Float32Array };
    const graph = new Graph();
    const out = graph.step(broken, "out", [graph.input("x", [1, 4])], [1, 4]);
    const compiled = compile(gpu, graph, [out]);
    await expect(compiled).rejects.toThrow(coded("shader"));
    await expect(compiled).rejects.toThrow(/line 3[^]*nonsense;/);
  });

  test("a buffer beyond the device is refused, and the device stays usable", async () => {
    const graph = new Graph();
    const huge = relu(graph, "out", graph.input("x", [1, 1 << 20, 1 << 10, 4])); // 16 GiB
    await expect(compile(gpu, graph, [huge])).rejects.toThrow(coded("out-of-memory"));
    const { graph: next, out } = small();
    const program = await compile(gpu, next, [out]);
    expect((await program.run({ x: Float32Array.of(-1, 2, 3) }))["out"]).toEqual(Float32Array.of(0, 2, 3));
    program.dispose();
  });

  /** Slow enough, even on a fast GPU, that its device can be lost meanwhile. */
  function slow() {
    const graph = new Graph();
    const x = graph.input("x", [1, 64, 64, 32]);
    const weight = graph.parameter("weight", [3, 3, 32, 32], new Float32Array(9 * 32 * 32));
    const bias = graph.parameter("bias", [32], new Float32Array(32));
    const out = Array.from({ length: 8 }, (_, at) => `conv ${at}`).reduce((y, name) => conv(graph, name, y, weight, bias, { padding: 1 }), x);
    return { graph, out, x: new Float32Array(64 * 64 * 32) };
  }

  test.each(["before the run", "while it is computed", "while it is compiled"])("a device that is lost %s: the one error that says so", async (when) => {
    const own = await openGpu();
    const { graph, out, x } = slow();
    if (when === "while it is compiled") {
      const compiled = compile(own, graph, [out]);
      own.dispose();
      await expect(compiled).rejects.toThrow(coded("device-lost"));
      return;
    }
    const program = await compile(own, graph, [out]);
    if (when === "before the run") own.dispose();
    const run = program.run({ x });
    if (when === "while it is computed") own.dispose();
    await expect(run).rejects.toThrow(coded("device-lost"));
    await expect(program.run({ x })).rejects.toThrow(coded("device-lost"));
    program.dispose();
  });

  test("what was wrong before the device was asked is no loss", async () => {
    const mistake = new GraphError("input", "");
    await expect(onDevice(gpu, () => Promise.reject(mistake))).rejects.toBe(mistake);
    const shader = new DeviceError("shader", "");
    await expect(onDevice(gpu, () => Promise.reject(shader))).rejects.toBe(shader);
    const closed = new DOMException("the frame is closed", "InvalidStateError"); // a source's own fault
    await expect(onDevice(gpu, () => Promise.reject(closed))).rejects.toBe(closed);
  });
}
