// Networks as PyTorch exports them, against PyTorch's own logits and features in float64.
import { describe, expect, test } from "vitest";
import { fuse } from "../graph/fuse.ts";
import { openReference, runByReferences } from "../devices/reference/reference_device.ts";
import { openWasm } from "../devices/wasm/wasm_device.ts";
import { webGpuDevice } from "../devices/webgpu/webgpu_device.ts";
import type { Device } from "../devices/device.ts";
import { elements, stepsFor, type Value } from "../graph/graph.ts";
import { kindOf } from "../ops/kind.ts";
import { adjoint } from "../graph/adjoint.ts";
import { batched } from "../graph/batched.ts";
import { decodeFloats, expectClose, readFixture, readFixtureBytes, seeded, testGpu } from "../testing/index.ts";
import { type OnnxModel, readOnnx } from "./model.ts";
import { onnxNetwork } from "./network.ts";

interface Case {
  readonly size: readonly [number, number];
  readonly seed: number;
  readonly logits: string;
  readonly featureShape: readonly number[];
  readonly features: string;
  /** Of the second logit, like the image; of some networks. */
  readonly gradient?: string;
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

  test.runIf(cases.some(({ gradient }) => gradient)).each(devices)("on %s with the gradient that autograd has", async (_, open) => {
    const device = open();
    if (!device) return;
    for (const { size, seed, gradient = "" } of cases) {
      const { graph, image, logits } = onnxNetwork(await modelOf(name), { size });
      const fused = fuse(graph, [logits]);
      const [found] = adjoint(fused, logits, fused.input("seed", logits.shape), [image]) as [Value];
      const program = await device.compile(fused, [found]);
      const second = new Float32Array(elements(logits.shape)).fill(1, 1, 2);
      const { [found.name]: values } = await program.run({ [image.name]: seeded(seed, elements(image.shape), 2), seed: second });
      program.dispose();
      expectClose(values as Float32Array, decodeFloats(gradient), TOLERANCE, "gradient");
    }
  });

  test("for three images at once as for each alone", async () => {
    const { graph, image, logits } = onnxNetwork(await modelOf(name), { size: (cases[0] as Case).size });
    const images = [1, 2, 3].map((seed) => seeded(seed, elements(image.shape), 2));
    const many = batched(fuse(graph, [logits]), image, [logits], images.length);
    const all = new Float32Array(images.length * elements(image.shape));
    images.forEach((each, at) => all.set(each, at * each.length));
    const found = runByReferences(many.graph, many.outputs, { [image.name]: all })[logits.name] as Float32Array;
    for (const [at, each] of images.entries()) {
      const alone = runByReferences(graph, [logits], { [image.name]: each })[logits.name] as Float32Array;
      expectClose(found.subarray(at * alone.length, (at + 1) * alone.length), alone, TOLERANCE, `image ${at}`);
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

describe("what became of each node", () => {
  const kindsOf = (name: string, outcomes: ReturnType<typeof onnxNetwork>["outcomes"], op: string) =>
    outcomes.filter(({ node }) => node.op === op).map(({ joined, steps }) => [name, ...joined.map((node) => node.op), "→", ...steps.map(kindOf)].join(" "));

  test("one step, several nodes one step, or none", async () => {
    const { outcomes } = onnxNetwork(await modelOf("mobile_13"), { size: [19, 26] });
    expect(kindsOf("stem", outcomes, "HardSigmoid")).toEqual(["stem Mul → hard_swish", "stem → hard_sigmoid"]);
    expect(kindsOf("depthwise", outcomes, "Sigmoid")).toEqual(["depthwise Mul → silu"]);
    expect(kindsOf("pooled", outcomes, "Conv")).toContain("pooled → reshape conv"); // a row, as an image of one pixel
  });

  test("a function that is written in many nodes is one step; its parts that lead nowhere have none", async () => {
    const { outcomes } = onnxNetwork(await modelOf("next_13"), { size: [37, 26] });
    expect(kindsOf("gelu", outcomes, "Erf")).toEqual(["gelu Add Mul Mul → gelu"]);
    expect(outcomes.filter(({ node }) => node.op === "ReduceMean").map(({ joined, steps }) => [joined.map(({ op }) => op).join(" "), steps.map(kindOf).join()])).toEqual([
      ["Sub Pow ReduceMean Add Sqrt Div", "layer_norm"],
      ["", "global_average_pool"],
      ["Sub Pow ReduceMean Add Sqrt Div", "layer_norm"],
    ]);
    expect(outcomes.find(({ node, steps }) => node.op === "Div" && steps.length === 0)).toBeDefined();
  });

  test("every node once, and every step that the logits depend on", async () => {
    for (const name of Object.keys(files)) {
      const { graph, logits, outcomes } = onnxNetwork(await modelOf(name), { size: files[name]?.[0]?.size ?? [32, 32] });
      const nodes = outcomes.flatMap(({ node, joined }) => [node, ...joined]);
      expect(new Set(nodes).size, name).toBe(nodes.length);
      const steps = outcomes.flatMap((outcome) => outcome.steps);
      expect(new Set(steps), name).toEqual(new Set(stepsFor(graph.steps, [logits]).filter((step) => steps.includes(step))));
      const rest = stepsFor(graph.steps, [logits]).filter((step) => !steps.includes(step));
      expect(rest.length, `${name}: ${rest.map(({ output }) => output.name).join()}`).toBeLessThanOrEqual(1); // that lays the image or the logits out
    }
  });

  test("its output's axes, in ONNX and where they lie", async () => {
    const { outcomes } = onnxNetwork(await modelOf("flat_13"));
    const place = (op: string) => outcomes.findLast(({ node }) => node.op === op)?.output;
    const convolved = place("Conv");
    expect([convolved?.axes, convolved?.shape[1]]).toEqual([[[0], [3], [1], [2]], convolved?.value.shape[3]]);
    const [row, image] = [place("Flatten"), place("Flatten")?.value.shape ?? []];
    expect([row?.axes, row?.shape]).toEqual([[[0], [3, 1, 2]], [1, elements(image)]]);
  });
});
