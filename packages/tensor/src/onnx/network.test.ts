// Networks as PyTorch exports them, against PyTorch's own logits and features in float64.
import { describe, expect, test } from "vitest";
import { fuse } from "../graph/fuse.ts";
import { openReference } from "../devices/reference/reference_device.ts";
import { openWasm } from "../devices/wasm/wasm_device.ts";
import { webGpuDevice } from "../devices/webgpu/webgpu_device.ts";
import type { Device } from "../devices/device.ts";
import { elements, type Value } from "../graph/graph.ts";
import { adjoint } from "../graph/adjoint.ts";
import { decodeFloats, expectClose, readFixture, readFixtureBytes, seeded, testGpu } from "../testing/index.ts";
import { type OnnxModel, readOnnx } from "./model.ts";
import { onnxNetwork } from "./network.ts";

interface Case {
  readonly size: readonly [number, number];
  readonly seed: number;
  readonly logits: string;
  readonly featureShape: readonly number[];
  readonly features: string;
}

const { files } = await readFixture<{ readonly files: Readonly<Record<string, readonly Case[]>> }>(
  import.meta.url,
  "./fixtures/reference.json",
);
const data = await readFixtureBytes(import.meta.url, "./fixtures/residual_external.onnx.data");

async function modelOf(name: string): Promise<OnnxModel> {
  const bytes = await readFixtureBytes(import.meta.url, `./fixtures/${name}.onnx`);
  return readOnnx(bytes, { files: (file) => (file === "residual_external.onnx.data" ? data : undefined) });
}

const gpu = await testGpu();
const devices: readonly [string, () => Device | undefined][] = [
  ["reference", openReference],
  ["WebAssembly", openWasm],
  ["WebGPU", () => gpu && webGpuDevice(gpu)],
];

// Logits of order 1 … 10 are sums of products through at most 20 layers, each of which rounds by 2⁻²⁴ of its largest sum.
const TOLERANCE = 1e-4;

describe.each(Object.entries(files))("%s", (name, cases) => {
  test.each(devices)("on %s as in PyTorch, layer by layer and fused", async (_, open) => {
    const device = open();
    if (!device) return;
    const model = await modelOf(name);
    for (const { size, seed, logits: expected, featureShape, features } of cases) {
      const { graph, image, logits, layers } = onnxNetwork(model, { size });
      const layer = [...layers.values()].findLast(({ shape }) => shape.join() === featureShape.join()) as Value;
      const numbers = { [image.name]: seeded(seed, elements(image.shape), 2) };
      for (const form of [graph, fuse(graph, [logits, layer])]) {
        const program = await device.compile(form, [logits, layer]);
        const found = await program.run(numbers);
        program.dispose();
        expectClose(found[logits.name] as Float32Array, decodeFloats(expected), TOLERANCE, "logits");
        expectClose(found[layer.name] as Float32Array, decodeFloats(features), TOLERANCE, "features");
      }
    }
  });

  test("has a gradient at every layer", async () => {
    const { graph, logits, layers, image } = onnxNetwork(await modelOf(name), { size: (cases[0] as Case).size });
    const gradients = adjoint(graph, logits, graph.input("seed", logits.shape), [image, ...layers.values()]);
    expect(gradients.map(({ shape }) => shape)).toEqual([image, ...layers.values()].map(({ shape }) => shape));
  });
});

test("a network says its layers by the file's names, and what it leaves out", async () => {
  const { graph, logits, layers, skipped, image } = onnxNetwork(await modelOf("residual_17"), {
    size: [33, 47],
  });
  expect(image.shape).toEqual([1, 33, 47, 3]);
  expect(logits.shape).toEqual([1, 7]);
  expect([...layers.keys()].slice(0, 4)).toEqual(["/stem/Conv", "/norm/BatchNormalization", "/Relu", "/pool/MaxPool"]);
  expect([...layers.keys()].at(-1)).toBe("/last/relu_1/Relu");
  expect(skipped).toEqual(["Softmax"]);
  expect(graph.steps.filter(({ op }) => op.name === "batch_norm").length).toBe(6);
});

test("without a size it is the file's, or 224", async () => {
  expect(onnxNetwork(await modelOf("flat_13")).image.shape).toEqual([1, 20, 18, 3]);
  expect(onnxNetwork(await modelOf("residual_13")).image.shape).toEqual([1, 224, 224, 3]);
});

test("another size than a flattened network's is refused", async () => {
  const model = await modelOf("flat_13");
  expect(() => onnxNetwork(model, { size: [24, 24] })).toThrow(/Gemm node "\/head\/head.0\/Gemm".*multiplies/);
});

test("weights of the file are views of it, not copies, where they are aligned", async () => {
  const { initializers } = await modelOf("residual_external");
  const outside = [...initializers.values()].filter((tensor) => tensor.read?.(0, 1).buffer === data.buffer);
  expect(outside.length).toBeGreaterThan(5);
});
