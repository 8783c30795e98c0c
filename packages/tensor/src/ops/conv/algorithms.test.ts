import { expect, test } from "vitest";
import { adjoint } from "../../graph/adjoint.ts";
import { runByReferences } from "../../devices/reference/reference_device.ts";
import { Graph, elements, type Data, type Shape, type Value } from "../../graph/graph.ts";
import { conv, type ConvOptions } from "./conv.ts";
import { openWasm } from "../../devices/wasm/wasm_device.ts";
import { simdModules } from "../../devices/wasm/simd.ts";
import { ROUNDED_TWICE, decodeFloats, expectClose, readAdjoint, readFixture, runOnGpuWithPadding, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import { chooseAlgorithms, type AlgorithmName } from "./choose.ts";

const gpu = await testGpu();

/**
 * Winograd's transforms add before and after the products, F(4×4) with factors up to 8 and divisors up to 24: each sum of
 * 16 or 36 floats rounds by 2⁻²⁴ of a number that much larger than the result.
 */
const [direct, f2, f4] = [{ cpu: ROUNDED_TWICE, gpu: 1e-5 }, { cpu: 1e-6, gpu: 1e-5 }, { cpu: 1e-5, gpu: 4e-5 }];
const tolerances = {
  "tiled": direct, "space to depth": direct, "winograd 2×2": f2, "winograd 2×2, tiled": f2, "winograd 4×4": f4, "winograd 4×4, tiled": f4,
  "space to depth, winograd 3×3": f4,
} as const;
type Tested = keyof typeof tolerances;
const forms = ["winograd 2×2", "winograd 4×4", "winograd 2×2, tiled", "winograd 4×4, tiled"] as const;
const deep = ["space to depth", "space to depth, winograd 3×3"] as const;

interface Case {
  readonly name: string;
  readonly image: Shape; // [N, H, W, Cin]
  readonly channels: number;
  readonly padding: number;
  readonly scaled?: boolean;
  readonly residual?: boolean;
  readonly relu?: boolean;
}

const cases: readonly Case[] = [
  { name: "whole tiles", image: [1, 8, 8, 16], channels: 16, padding: 1 },
  { name: "one pixel", image: [1, 1, 1, 17], channels: 3, padding: 1 },
  { name: "odd sizes, odd channels, batch 3, residual and ReLU", image: [3, 7, 5, 18], channels: 21, padding: 1, residual: true, relu: true },
  { name: "odd sizes, whole quads, batch 2, residual and ReLU", image: [2, 5, 9, 20], channels: 16, padding: 1, residual: true, relu: true },
  { name: "odd sizes, odd channels, scaled, residual and ReLU", image: [2, 7, 6, 17], channels: 22, padding: 1, scaled: true, residual: true, relu: true },
  { name: "whole quads, scaled", image: [1, 9, 5, 20], channels: 12, padding: 1, scaled: true },
  { name: "no padding", image: [2, 6, 9, 19], channels: 6, padding: 0, relu: true },
  { name: "padding wider than the kernel", image: [1, 3, 4, 16], channels: 9, padding: 4 },
  { name: "one pixel, whole quads", image: [2, 1, 1, 20], channels: 4, padding: 1 },
  { name: "more channels than a group, whole quads, wide padding", image: [2, 9, 3, 36], channels: 44, padding: 3, residual: true, relu: true },
  { name: "more tiles than a workgroup", image: [1, 20, 34, 16], channels: 72, padding: 1, residual: true },
];

test.for(forms.flatMap((form) => cases.map((each) => ({ ...each, form }))))("$form gives what the convolution gives, both ways: $name", async (each) => {
  const { image: shape, residual } = each;
  const graph = new Graph();
  const image = graph.input("image", shape);
  const output = appended(graph, image, each);
  const gradient = adjoint(graph, output, graph.input("seed", output.shape), [image])[0] as Value;
  const values = [output, gradient];
  const inputs = {
    image: seeded(1, elements(shape)), seed: seeded(2, elements(output.shape)),
    ...(residual && { residual: seeded(5, elements(output.shape)) }),
  };
  const rewritten = chooseAlgorithms(graph, () => each.form);
  expect(rewritten.steps.map(({ op }) => op.name)).toContain(each.form.endsWith("tiled") ? "winograd_product_tiled" : "winograd_product");
  const expected = Object.values(runByReferences(graph, values, inputs));
  await expectSame(each.form, rewritten, values, inputs, expected);
  if (each.form === "winograd 2×2") await expectSameInWebAssembly(graph, values, inputs, expected);
});

/** There the convolution itself takes this way, where its channels allow: see simd/winograd.ts. */
async function expectSameInWebAssembly(graph: Graph, values: readonly Value[], inputs: Readonly<Record<string, Data>>, expected: readonly Data[]): Promise<void> {
  for (const module of simdModules) {
    const device = openWasm({ modules: [module] });
    const found = await (await device?.compile(graph, values))?.run(inputs);
    if (found) values.forEach(({ name }, at) => expectClose(found[name] as Data, expected[at] as Data, tolerances["winograd 2×2"].gpu, `${name} in ${device?.name}`));
  }
}

function appended(graph: Graph, image: Value, { channels, padding, scaled, residual, relu = false }: Case): Value {
  const [n = 0, h = 0, w = 0, cin = 0] = image.shape;
  const weight = graph.parameter("weight", [3, 3, cin, channels], seeded(3, 9 * cin * channels));
  const bias = graph.parameter("bias", [channels], seeded(4, channels));
  const shape = [n, h + 2 * padding - 2, w + 2 * padding - 2, channels];
  const scale = scaled ? graph.parameter("scale", [channels], seeded(6, channels)) : undefined;
  return conv(graph, "out", image, weight, bias, { padding }, { relu, scale, residual: residual ? graph.input("residual", shape) : undefined });
}

async function expectSame(algorithm: Tested, graph: Graph, values: readonly Value[], inputs: Readonly<Record<string, Data>>, expected: readonly Data[]): Promise<void> {
  const tolerance = tolerances[algorithm];
  const onCpu = runByReferences(graph, values, inputs);
  const onGpu = gpu && (await runOnGpuWithPadding(gpu, graph, values, inputs));
  values.forEach(({ name }, at) => {
    expectClose(onCpu[name] as Data, expected[at] as Data, tolerance.cpu, `${name} on the CPU`);
    if (onGpu) expectClose(onGpu[name] as Data, expected[at] as Data, tolerance.gpu, `${name} on the GPU`);
  });
}

interface PyTorchCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape;
  readonly weight: Shape;
  readonly bias: boolean;
  readonly residual: boolean;
  readonly relu: boolean;
  readonly options: ConvOptions;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases: stored } = await readFixture<{ cases: readonly PyTorchCase[] }>(import.meta.url, "../fixtures/conv.json");

test.for(forms)("%s gives what PyTorch gives: 67 channels to 70", async (form) => {
  const { seed, input, weight, options, shape, output, adjoint: gradients } = stored.find(({ name }) => name === "many channels") as PyTorchCase;
  const graph = new Graph();
  const image = graph.input("image", input);
  const parameters = [graph.parameter("weight", weight, seeded(seed + 1, elements(weight))), graph.parameter("bias", [shape[3] ?? 0], seeded(seed + 2, shape[3] ?? 0))] as const;
  const out = conv(graph, "out", image, ...parameters, options);
  const { seed: gradient, gradients: expected } = readAdjoint(gradients, shape);
  const found = adjoint(graph, out, graph.input("seed", shape), [image])[0] as Value;
  await expectSame(form, chooseAlgorithms(graph, () => form), [out, found], { image: seeded(seed, elements(input)), seed: gradient }, [decodeFloats(output), expected["image"] as Float32Array]);
});

/** Whoever asks, each step is computed as it can be: these differ by side alone, or by axis too. */
const bySide = stored.filter(({ options: { padding } }) => typeof padding !== "number");

test.for(bySide.flatMap((each) => [...forms, ...deep].map((form) => ({ ...each, form }))))("$form, or what takes its place, gives what PyTorch gives: $name", async (each) => {
  const { form, seed, input, weight, residual, relu, options, shape, output, adjoint: gradients } = each;
  const graph = new Graph();
  const image = graph.input("image", input);
  const channels = shape[3] ?? 0;
  const parameters = [graph.parameter("weight", weight, seeded(seed + 1, elements(weight))), graph.parameter("bias", [channels], seeded(seed + 2, channels))] as const;
  const out = conv(graph, "out", image, ...parameters, options, { relu, residual: residual ? graph.input("residual", shape) : undefined });
  const { seed: gradient, gradients: expected } = readAdjoint(gradients, shape);
  const found = adjoint(graph, out, graph.input("seed", shape), [image])[0] as Value;
  const inputs = { image: seeded(seed, elements(input)), seed: gradient, ...(residual && { residual: seeded(seed + 3, elements(shape)) }) };
  await expectSame(form, chooseAlgorithms(graph, () => form), [out, found], inputs, [decodeFloats(output), expected["image"] as Float32Array]);
});

test.for(stored)("tiled gives what PyTorch gives: $name", async ({ seed, input, weight, bias, residual, relu, options, shape, output }) => {
  const graph = new Graph();
  const image = graph.input("image", input);
  const channels = shape[3] ?? 0;
  const out = conv(graph, "out", image, graph.parameter("weight", weight, seeded(seed + 1, elements(weight))),
    graph.parameter("bias", [channels], bias ? seeded(seed + 2, channels) : new Float32Array(channels)),
    options, { relu, residual: residual ? graph.input("residual", shape) : undefined });
  const inputs = { image: seeded(seed, elements(input)), ...(residual && { residual: seeded(seed + 3, elements(shape)) }) };
  const rewritten = chooseAlgorithms(graph, () => "tiled");
  expect(rewritten.steps.map(({ op }) => op.name)).toEqual([options.groups === 1 ? "conv_tiled" : "conv"]);
  await expectSame("tiled", rewritten, [out], inputs, [decodeFloats(output)]);
});

const few = [
  { name: "a network's stem", image: [1, 32, 32, 3], kernel: 7, channels: 64, stride: 2, padding: 3, relu: true },
  { name: "odd sizes, batch 2", image: [2, 13, 9, 3], kernel: 7, channels: 5, stride: 2, padding: 3, relu: false },
  { name: "one pixel", image: [1, 1, 1, 2], kernel: 3, channels: 9, stride: 2, padding: 1, relu: false },
  { name: "stride 3, even kernel, padding that stride does not divide", image: [1, 17, 11, 3], kernel: 4, channels: 4, stride: 3, padding: 2, relu: false },
  { name: "no padding, five channels", image: [1, 10, 12, 5], kernel: 5, channels: 6, stride: 4, padding: 0, relu: true },
] as const;

test.for(few)("space to depth gives what the convolution gives: $name", async (each) => {
  const { graph, out, inputs } = strided(each);
  const rewritten = chooseAlgorithms(graph, () => "space to depth");
  expect(rewritten.steps.map(({ op }) => op.name)).toEqual(["space_to_depth", "conv"]);
  await expectSame("space to depth", rewritten, [out], inputs, Object.values(runByReferences(graph, [out], inputs)));
});

test.for(few.filter(({ kernel, stride }) => Math.ceil(kernel / stride) === 4))("and so it does through Winograd: $name", async (each) => {
  const { graph, out, inputs } = strided(each);
  const rewritten = chooseAlgorithms(graph, () => "space to depth, winograd 3×3");
  expect(rewritten.steps.map(({ op }) => op.name)).toEqual(["space_to_depth", "winograd_input_6", "winograd_product", "winograd_output_6"]);
  await expectSame("space to depth, winograd 3×3", rewritten, [out], inputs, Object.values(runByReferences(graph, [out], inputs)));
});

function strided({ image: shape, kernel, channels, stride, padding, relu }: (typeof few)[number]) {
  const graph = new Graph();
  const image = graph.input("image", shape);
  const weight = graph.parameter("weight", [kernel, kernel, shape[3], channels], seeded(3, kernel * kernel * shape[3] * channels));
  const out = conv(graph, "out", image, weight, graph.parameter("bias", [channels], seeded(4, channels)), { stride, padding }, { relu });
  return { graph, out, inputs: { image: seeded(1, elements(shape)) } };
}

test.each([
  { what: "stride 2", options: { stride: 2, padding: 1 }, cin: 16, names: forms },
  { what: "stride 1", options: { padding: 1 }, cin: 3, names: deep },
  { what: "dilation", options: { stride: 2, padding: 2, dilation: 2 }, cin: 16, names: [...forms, ...deep] },
  { what: "groups", options: { stride: 2, padding: 1, groups: 2 }, cin: 32, names: [...forms, ...deep] },
  { what: "few channels", options: { padding: 1 }, cin: 3, names: forms },
  { what: "stride by axis", options: { stride: [2, 1], padding: 1 }, cin: 16, names: [...forms, ...deep] },
  { what: "dilation by axis", options: { stride: 2, padding: 1, dilation: [1, 2] }, cin: 3, names: deep },
  { what: "other padding above than on the left", options: { padding: [1, 0] }, cin: 16, names: forms },
  { what: "the same with stride", options: { stride: 2, padding: [1, 0] }, cin: 3, names: deep },
] as const)("$names leave $what alone", ({ options, cin, names }) => {
  const graph = new Graph();
  const shape = [3, 3, cin / ("groups" in options ? 2 : 1), 8];
  conv(graph, "out", graph.input("image", [1, 9, 9, cin]), graph.parameter("weight", shape, new Float32Array(elements(shape))), graph.parameter("bias", [8], new Float32Array(8)), options);
  names.forEach((name: AlgorithmName) => expect(chooseAlgorithms(graph, () => name).steps).toEqual(graph.steps));
});

test("where an adapter cannot bind what an algorithm leaves in between, another takes its place", () => {
  const graph = new Graph();
  const image = graph.input("image", [2, 30, 26, 3]);
  const weight = graph.parameter("w", [7, 7, 3, 64], seeded(1, 7 * 7 * 3 * 64));
  const output = conv(graph, "out", image, weight, graph.parameter("b", [64], seeded(2, 64)), { stride: 2, padding: 3 });
  const opsWithin = (largest?: number): string[] => chooseAlgorithms(graph, () => "space to depth, winograd 3×3", largest).steps.map(({ op }) => op.name);
  const products = 36 * 2 * 5 * 5 * 64 * 4; // bytes
  const blocks = 2 * 18 * 16 * 12 * 4;
  expect(opsWithin()).toEqual(["space_to_depth", "winograd_input_6", "winograd_product", "winograd_output_6"]);
  expect(opsWithin(products)).toEqual(opsWithin());
  expect(opsWithin(products - 1)).toEqual(["space_to_depth", "conv"]);
  expect(opsWithin(blocks - 1)).toEqual(["conv"]);
  const [expected, fallen] = [graph, chooseAlgorithms(graph, () => "space to depth, winograd 3×3", products - 1)]
    .map((each) => runByReferences(each, [output], { image: seeded(3, 2 * 30 * 26 * 3) })["out"] as Data);
  expectClose(fallen as Data, expected as Data, ROUNDED_TWICE, "space to depth");
});
