import { expect, test } from "vitest";
import { elements, Graph, type Shape, type Step } from "../../graph/graph.ts";
import { alongAxes, slidingAttributes, slidingLength } from "../../graph/shapes.ts";
import { functionNumber, noActivation, type ActivationName } from "../../ops/activation/activation_functions.ts";
import { multiply, type ArithmeticAttributes } from "../../ops/arithmetic/arithmetic.ts";
import { concat, type ConcatStep } from "../../ops/concat/concat.ts";
import { convShapes, type ConvStep } from "../../ops/conv/conv.ts";
import { poolingFor } from "../../ops/shared/pooling.ts";
import { activationAdjointSimd, activationSimd, arithmeticSimd, pairsSimd } from "./elementwise.ts";
import { convAdjointSimd, convSimd as convSimdOf } from "./implementations.ts";
import { linearAdjointSimd, linearSimd } from "./linear.ts";
import { concatSimd } from "./joining.ts";
import { groupNormAdjointSimd, groupNormSimd } from "./normalising.ts";
import { globalSumSimd, maxPoolAdjointSimd, poolSimd } from "./pooling.ts";
import { parameterOf, parameterOfRows, type Parameter } from "../../graph/parameter.ts";
import { seeded } from "../../testing/seeded.ts";
import { bytesOfText } from "./module_text.ts";
import { canShare, hasProcessor } from "./threads.ts";
import { openSimd, simdModules, type Simd, type SimdModule } from "./simd.ts";

const opened = (): Simd => openSimd() as Simd;

type Terms = Parameters<typeof convSimdOf> extends [unknown, ...infer Others] ? Others : never;
const convSimd = (step: ConvStep, ...terms: Terms) => convSimdOf(convShapes(step), ...terms);

test("plain SIMD is everywhere, relaxed SIMD is preferred", () => {
  expect(openSimd({ modules: simdModules.slice(1) })?.name).toBe("WebAssembly, SIMD, one thread");
  expect(simdModules.map(({ name }) => `${name}, one thread`)).toContain(openSimd()?.name);
});

test("a module comes as bytes or in base64", () => {
  const [{ code }] = simdModules.slice(1) as [SimdModule];
  const base64 = btoa(String.fromCharCode(...(code as Uint8Array)));
  expect(openSimd({ modules: [{ name: "given", code: base64 }] })?.name).toBe("given, one thread");
});

test("a machine that accepts no module has none", () => {
  expect(openSimd({ modules: [{ name: "nonsense", code: btoa("not a module") }] })).toBeUndefined();
});

test("an unknown kernel is an error, and so is one on several threads", () => {
  for (const threads of [1, 2]) {
    const simd = openSimd({ threads }) as Simd;
    expect(() => simd.run("pol" as "pool", {} as never, 1)).toThrow(/there is no kernel "pol"; there are .*pool/);
    simd.dispose();
  }
});

test("leaves weights that may change, and groups that fill no eight channels, to the references", () => {
  const value = (name: string, shape: readonly number[]) => ({ name, shape, type: "f32" as const });
  const step = (groups: number) => ({
    op: { name: "conv" } as never, inputs: [value("image", [1, 1, 1, 1]), value("weight", [1, 1, 1, 1])], output: value("out", [1, 1, 1, 1]),
    constants: { ...slidingAttributes("conv", {}), groups, scaled: 0, relu: 0, ...noActivation },
  });
  const simd = opened();
  const one = Float32Array.of(3);
  expect(convSimd(step(1), one, one, one, undefined, simd)).toBeUndefined();
  expect(convSimd(step(2), one, parameterOf(one), one, undefined, simd)).toBeUndefined();
  for (const bias of [one, parameterOf(one)]) expect(convSimd(step(1), one, parameterOf(one), bias, undefined, simd)).toEqual(Float32Array.of(12));
});

const pooling = poolingFor("pool", { name: "image", shape: [2, 7, 9, 20], type: "f32" }, { kernel: 3, stride: 2, padding: 1 });

/** Every kernel on awkward shapes; convolutions of 7×9 pixels, 20 to 44 channels, batch 2. */
const kernels: Readonly<Record<string, (simd: Simd) => Float32Array | undefined>> = {
  linear: (simd) => linearSimd(seeded(1, 37 * 50), parameterOf(seeded(2, 50 * 19)), seeded(3, 19), simd),
  linear_adjoint: (simd) => linearAdjointSimd(seeded(1, 3 * 19), parameterOf(seeded(2, 50 * 19)), 19, simd),
  "conv, direct": (simd) => convSimd(step("conv", [5, 5, 20, 44], 2), seeded(1, 2 * 7 * 9 * 20), parameterOf(seeded(2, 25 * 20 * 44)), seeded(3, 44), undefined, simd),
  "conv, direct, whole tiles": (simd) =>
    convSimd(step("conv", [5, 5, 20, 40], 2), seeded(1, 2 * 7 * 9 * 20), parameterOf(seeded(2, 25 * 20 * 40)), seeded(3, 40), seeded(4, 24 * 40), simd),
  "conv, without a border": (simd) =>
    convSimd(step("conv", [1, 1, 20, 40], 2, 0), seeded(1, 2 * 7 * 9 * 20), parameterOf(seeded(2, 20 * 40)), seeded(3, 40), seeded(4, 40 * 40), simd),
  "conv, winograd": (simd) => convSimd(step("conv", [3, 3, 20, 44], 1), seeded(1, 2 * 7 * 9 * 20), parameterOf(seeded(2, 9 * 20 * 44)), seeded(3, 44), undefined, simd),
  "conv, two of ten groups as one": (simd) =>
    convSimd(step("conv", [3, 3, 2, 40], 2, 1, 10), seeded(1, 2 * 7 * 9 * 20), parameterOf(seeded(2, 18 * 40)), seeded(3, 40), seeded(4, 40 * 40), simd),
  "conv, depthwise": (simd) =>
    convSimd(step("conv", [5, 5, 1, 20], 1, 2, 20), seeded(1, 2 * 7 * 9 * 20), parameterOf(seeded(2, 25 * 20)), seeded(3, 20), seeded(4, 2 * 7 * 9 * 20), simd),
  "conv and SiLU, direct": (simd) =>
    convSimd(ending("silu", step("conv", [5, 5, 20, 44], 2)), seeded(1, 2 * 7 * 9 * 20), parameterOf(seeded(2, 25 * 20 * 44)), seeded(3, 44), seeded(4, 24 * 44), simd),
  "conv and GELU, winograd": (simd) =>
    convSimd(ending("gelu", step("conv", [3, 3, 20, 44], 1)), seeded(1, 2 * 7 * 9 * 20), parameterOf(seeded(2, 9 * 20 * 44)), seeded(3, 44), undefined, simd),
  "conv and hard swish, depthwise": (simd) =>
    convSimd(ending("hardSwish", step("conv", [3, 3, 1, 20], 1, 1, 20)), seeded(1, 2 * 7 * 9 * 20), parameterOf(seeded(2, 9 * 20)), seeded(3, 20), undefined, simd),
  "adjoint, depthwise": (simd) =>
    convAdjointSimd(convShapes(step("conv", [3, 3, 1, 20], 1, 3, 20)), seeded(1, 2 * 11 * 13 * 20), parameterOf(seeded(2, 9 * 20)), simd),
  "adjoint, depthwise, stride 2": (simd) =>
    convAdjointSimd(convShapes(step("conv", [3, 3, 1, 20], 2, 1, 20)), seeded(1, 2 * 4 * 5 * 20), parameterOf(seeded(2, 9 * 20)), simd),
  activation: (simd) => activationSimd({ activation: functionNumber("gelu"), alpha: 0, beta: 0 }, seeded(1, 2601, 4), simd.array(2601), simd),
  activation_adjoint: (simd) => activationAdjointSimd({ activation: functionNumber("elu"), alpha: 1, beta: 0 }, seeded(1, 2601), seeded(2, 2601, 4), simd),
  arithmetic: (simd) => arithmeticSimd(product, seeded(1, 2 * 7 * 9 * 22), seeded(2, 2 * 22), simd),
  relu_adjoint: (simd) => pairsSimd("GUIDED", { name: "", shape: [2, 7, 9, 22], type: "f32" }, seeded(1, 2772), seeded(2, 2772), simd),
  concat: (simd) => concatSimd(joined, [seeded(1, 126 * 22), seeded(2, 126 * 7), seeded(3, 29, 3), seeded(4, 29)], simd),
  group_norm: (simd) => groupNormSimd(sets, seeded(1, 2 * 63 * 22), seeded(2, 22), seeded(3, 22), simd),
  group_norm_adjoint: (simd) => groupNormAdjointSimd(sets, seeded(1, 2 * 63 * 22), seeded(2, 2 * 63 * 22), seeded(3, 22), simd),
  global_sum: (simd) => globalSumSimd([2, 7, 9, 22], 1 / 63, seeded(1, 2 * 63 * 22), simd),
  max_pool: (simd) => poolSimd(pooling, undefined, seeded(1, 2 * 7 * 9 * 20), simd),
  max_pool_adjoint: (simd) => {
    const image = seeded(1, 2 * 7 * 9 * 20), pooled = poolSimd(pooling, undefined, image, simd);
    return pooled && maxPoolAdjointSimd(pooling, seeded(2, pooled.length), image, pooled, simd);
  },
  average_pool: (simd) => poolSimd(pooling, Array.from({ length: 4 * 5 }, () => 9), seeded(1, 2 * 7 * 9 * 20), simd),
};

const product = ((graph: Graph): Step<ArithmeticAttributes> => {
  multiply(graph, "product", graph.input("features", [2, 7, 9, 22]), graph.input("weights", [2, 22]));
  return graph.steps[0] as Step<ArithmeticAttributes>;
})(new Graph());

const sets = { images: 2, pixels: 63, channels: 22, groups: 2, epsilon: 1e-5 };

const joined = ((graph: Graph): ConcatStep => {
  concat(graph, "joined", [graph.input("a", [2, 7, 9, 22]), graph.input("b", [2, 7, 9, 7])]);
  return { ...graph.steps[0], constants: { scaled: 1, relu: 1 } } as ConcatStep;
})(new Graph());

function step(name: string, kernel: Shape, stride: number, padding = 1, groups = 1): ConvStep {
  const [size = 0, , , channels = 0] = kernel;
  const constants = { ...slidingAttributes(name, { stride, padding }), groups, scaled: 0, relu: 0, ...noActivation };
  const value = (shape: Shape) => ({ name, shape, type: "f32" as const });
  const { y, x } = alongAxes([2, 7, 9, 20], [size, size], constants);
  const output = [2, slidingLength(y), slidingLength(x), channels];
  return { op: { name } as never, inputs: [value([2, 7, 9, 20]), value(kernel)], output: value(output), constants };
}

const ending = (called: ActivationName, conv: ConvStep): ConvStep => ({ ...conv, constants: { ...conv.constants, activation: functionNumber(called) } });

test.skipIf(!canShare()).each(Object.entries(kernels))("threads give what one gives, from the first call on, however many join in: %s", async (_, run) => {
  const simd = openSimd({ threads: 3 }) as Simd;
  expect(simd.name).toMatch(/, 3 threads$/);
  const expected = run(opened());
  expect(expected?.some((x) => x !== 0)).toBe(true);
  const begun = performance.now();
  for (let call = 0; call < 100 || performance.now() - begun < 500; call++) {
    const found = run(simd) as Float32Array;
    expect(found).toEqual(expected);
    simd.release(found);
    await new Promise((resolve) => setTimeout(resolve, 1)); // a browser starts threads between tasks
  }
  simd.dispose();
});

test.skipIf(!canShare())("while others are at work, as many threads stay away, and come back: the same numbers", async () => {
  const othersAtWork = new Int32Array(new SharedArrayBuffer(8));
  const simd = openSimd({ threads: 3, othersAtWork }) as Simd;
  const run = kernels["conv, winograd"] as (simd: Simd) => Float32Array | undefined;
  const expected = run(opened());
  for (let call = 0; call < 200; call++) {
    othersAtWork.set([call & 1, (call >> 1) & 1]);
    expect(run(simd)).toEqual(expected);
    if (call % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  simd.dispose();
});

test("the last threads stay away first", () => {
  const present = (...others: number[]): number[] =>
    [1, 2, 3].filter((thread) => hasProcessor({ thread, threads: 4, othersAtWork: Int32Array.from(others) }));
  expect([present(), present(0, 1), present(1, 1), present(1, 1, 1), present(1, 1, 1, 1, 1)]).toEqual([[1, 2, 3], [1, 2], [1], [], []]);
  expect(hasProcessor({ thread: 3, threads: 4, othersAtWork: undefined })).toBe(true);
});

test.each(Object.entries(kernels))("weights for one step or for good: the same numbers, call after call: %s", (_, run) => {
  const simd = openSimd({ weights: "for one step" }) as Simd;
  const expected = run(opened());
  for (let call = 0; call < 2; call++) expect(run(simd)).toEqual(expected);
});

/** As a checkpoint has it, [channels, cin, taps], to be read as from a file: into an array that the next reading overwrites. */
function inRows(weight: Float32Array, cin: number, taps: number): Parameter {
  const channels = weight.length / (cin * taps);
  const data = weight.map((_, at) => weight[((at % taps) * cin + (Math.floor(at / taps) % cin)) * channels + Math.floor(at / (cin * taps))] as number);
  const buffer = new Float32Array(data.length);
  const read = (from: number, to: number): Float32Array => {
    buffer.fill(NaN).set(data.subarray(from * cin * taps, to * cin * taps));
    return buffer.subarray(0, (to - from) * cin * taps);
  };
  return parameterOfRows({ cin, taps, scale: new Float64Array(channels).fill(0.5), read });
}

test.each<[string, number, Shape, number]>([
  ["direct", 5, [2, 7, 9, 20], 44], ["by Winograd", 3, [2, 7, 9, 20], 44], ["by Winograd, one tile, ranges", 3, [1, 4, 4, 12], 84],
  ["direct, few channels", 1, [1, 3, 3, 3], 5], ["direct, more rows than a slab", 1, [1, 2, 2, 7], 71],
])("weights that are known row by row give what the same numbers give: %s", (_, size, [n = 0, h = 0, w = 0, cin = 0], channels) => {
  const constants = { ...slidingAttributes("conv", { padding: 1 }), groups: 1, scaled: 0, relu: 0, ...noActivation };
  const value = (shape: Shape) => ({ name: "", shape, type: "f32" as const });
  const { y, x } = alongAxes([n, h, w, cin], [size, size], constants);
  const out = [n, slidingLength(y), slidingLength(x), channels];
  const conv = { op: { name: "conv" } as never, inputs: [value([n, h, w, cin]), value([size, size, cin, channels])], output: value(out), constants };
  const [image, weight, bias, residual] = [seeded(1, n * h * w * cin), seeded(2, size * size * cin * channels), seeded(3, channels), seeded(4, elements(out))];
  const expected = convSimd(conv, image, parameterOf(weight.map((x) => x * 0.5)), bias, residual, opened());
  for (const weights of ["for good", "for one step"] as const) {
    const simd = openSimd({ weights }) as Simd;
    for (let call = 0; call < 2; call++) expect(convSimd(conv, image, inRows(weight, cin, size * size), bias, residual, simd)).toEqual(expected);
  }
});

test.skipIf(!("process" in globalThis))("the committed modules are what their source compiles to", async () => {
  const { readFile } = await import("node:fs/promises");
  const { assembled, assembledRungs, textOf } = (await import(/* @vite-ignore */ new URL("assemble.mjs", import.meta.url).href)) as { assembled(): Promise<string>; assembledRungs(): Promise<string>; textOf(bytes: Uint8Array): string };
  expect(await readFile(new URL("module.wasm.ts", import.meta.url), "utf8")).toBe(await assembled());
  expect(await readFile(new URL("../../lab/module.wasm.ts", import.meta.url), "utf8")).toBe(await assembledRungs());
  const each = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  expect(bytesOfText(textOf(each))).toEqual(each);
});
