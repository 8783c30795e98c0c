import { describe, expect, test } from "vitest";
import { runByReferences } from "../../devices/reference/reference_device.ts";
import { openWasm } from "../../devices/wasm/wasm_device.ts";
import { simdModules } from "../../devices/wasm/simd.ts";
import { adjoint } from "../../graph/adjoint.ts";
import { Graph, elements, type Data, type Shape, type Value } from "../../graph/graph.ts";
import { decodeFloats, expectAgreement, readAdjoint, readFixture, runOnGpu, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import { guidedReluAdjoint } from "../relu/relu.ts";
import { activationFunctions, functionNumber, withActivation, type ActivationName } from "./activation_functions.ts";
import { clamp, elu, gelu, hardSigmoid, hardSwish, leakyRelu, mish, relu6, sigmoid, silu, softplus, tanh } from "./builders.ts";

interface ActivationCase {
  readonly name: string;
  readonly called: keyof typeof builders;
  readonly seed: number;
  readonly input: Shape;
  readonly scale: number;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

type Build = (graph: Graph, name: string, input: Value) => Value;

/** As test/reference_activation.py calls them. */
const builders = {
  relu6,
  "clamp from 0.5 to 2": (graph, name, input) => clamp(graph, name, input, { min: 0.5, max: 2 }),
  "clamp from below": (graph, name, input) => clamp(graph, name, input, { min: -0.25 }),
  "leaky ReLU": leakyRelu,
  "leaky ReLU of 0.2": (graph, name, input) => leakyRelu(graph, name, input, 0.2),
  ELU: elu,
  "ELU of 0.7": (graph, name, input) => elu(graph, name, input, 0.7),
  sigmoid,
  tanh,
  "hard sigmoid of ONNX": hardSigmoid,
  "hard sigmoid of PyTorch": (graph, name, input) => hardSigmoid(graph, name, input, { alpha: 1 / 6, beta: 0.5 }),
  "hard swish": hardSwish,
  SiLU: silu,
  GELU: gelu,
  softplus,
  Mish: mish,
  "GELU by tanh": (graph, name, input) => gelu(graph, name, input, { approximate: "tanh" }),
} satisfies Record<string, Build>;

const { cases } = await readFixture<{ cases: readonly ActivationCase[] }>(import.meta.url, "../fixtures/activation.json");
const gpu = await testGpu();
// CPU: rounded once, from float64. GPU, and WebAssembly, which is nearer: WGSL's exp(x) is wrong by (3 + 2·|x|)·2⁻²³ of e^x at most, of e⁻³ 5e-8; a few roundings of
// 2⁻²⁴ beside it, and 1.5e-7 of erf, which is multiplied by x.
const tolerance = { cpu: 2 ** -23, gpu: 1e-6 };

test.each(cases)("as PyTorch, both ways: $called, $name", async ({ called, seed, input, scale, shape, output, adjoint: stored }) => {
  const inputs = { x: seeded(seed, elements(input), scale) };
  const build = (graph: Graph): Value => builders[called](graph, "out", graph.input("x", input));
  await expectAgreement(gpu, build, inputs, { shape, values: decodeFloats(output), adjoint: readAdjoint(stored, shape) }, tolerance);
});

test("every function has PyTorch's numbers, and stands in the shader's text with its slope", () => {
  expect(new Set(cases.map(({ called }) => called))).toEqual(new Set(Object.keys(builders)));
  for (const name of Object.keys(activationFunctions) as ActivationName[]) {
    if (name === "identity") continue;
    const text = withActivation("", { activation: functionNumber(name) });
    const called = [...text.matchAll(/fn (?:activate|slope)\(.*return (\w+)\(x\)/g)].map(([, own]) => own);
    expect(called.map((own) => text.includes(`fn ${own}(x: vec4f)`)), name).toEqual([true, true]);
  }
});

const far = Float32Array.of(-1e30, -1000, -100, -0, 100, 1000, 1e30); // where exponentials overflow, and vanish

/** What every device but the reference gives; GPUs where they are as promised. */
async function elsewhere(graph: Graph, values: readonly Value[], inputs: Readonly<Record<string, Data>>, withGpu: boolean): Promise<Record<string, Data>[]> {
  const inWebAssembly = simdModules.map(async (module) => (await openWasm({ modules: [module] })?.compile(graph, values))?.run(inputs));
  const onGpu = gpu && withGpu ? runOnGpu(gpu, graph, values, inputs) : undefined;
  return (await Promise.all([...inWebAssembly, onGpu])).filter((found) => found !== undefined);
}

describe.each(Object.entries(builders) as [keyof typeof builders, Build][])("%s", (_, build) => {
  test("a NaN stays a NaN, so that a broken network shows", async () => {
    const graph = new Graph();
    const out = build(graph, "out", graph.input("x", [1, 3]));
    const x = Float32Array.of(-1, Number.NaN, 2);
    const hasNaN = gpu?.report.kind === "software"; // WGSL does not promise NaN; these adapters have it
    for (const found of [runByReferences(graph, [out], { x }), ...(await elsewhere(graph, [out], { x }, hasNaN))]) {
      expect([...(found["out"] ?? [])].map(Number.isNaN)).toEqual([false, true, false]);
    }
  });

  test("far from 0 every device gives what the reference gives", async () => {
    const graph = new Graph();
    const out = build(graph, "out", graph.input("x", [far.length, 1]));
    const [gradient] = adjoint(graph, out, graph.input("seed", [far.length, 1]), [graph.inputs[0] as Value]) as [Value];
    const inputs = { x: far, seed: far.map(() => 1) };
    const expected = runByReferences(graph, [out, gradient], inputs);
    for (const found of await elsewhere(graph, [out, gradient], inputs, true)) {
      for (const { name } of [out, gradient]) far.forEach((x, at) => {
        const [actual, wanted] = [found[name]?.[at] as number, expected[name]?.[at] as number];
        expect(Math.abs(actual - wanted), `${name} of ${x}`).toBeLessThan(1e-6 * Math.max(1, Math.abs(wanted)));
      });
    }
  });
});

describe("guided backpropagation", () => {
  const guided = (build: Build): number[] => {
    const graph = new Graph();
    const x = graph.input("x", [6]);
    const out = build(graph, "out", x);
    const [gradient] = adjoint(graph, out, graph.input("seed", [6]), [x], guidedReluAdjoint) as [Value];
    const inputs = { x: Float32Array.of(-1, -1, 1, 1, 7, 7), seed: Float32Array.of(5, -5, 5, -5, 5, -5) };
    return [...(runByReferences(graph, [gradient], inputs)[gradient.name] ?? [])];
  };

  test("passes a clamp from 0 where its output is positive, and not at its ceiling", () => {
    expect(guided(relu6)).toEqual([0, 0, 5, 0, 0, 0]);
    expect(guided((graph, name, x) => clamp(graph, name, x, { min: 0 }))).toEqual([0, 0, 5, 0, 5, 0]);
  });

  test("passes a leaky ReLU as a ReLU", () => {
    expect(guided(leakyRelu)).toEqual([0, 0, 5, 0, 5, 0]);
  });

  test.each([
    ["clamp", builders["clamp from below"]], ["elu", elu], ["sigmoid", sigmoid], ["tanh", tanh], ["hardSigmoid", hardSigmoid],
    ["hardSwish", hardSwish], ["silu", silu], ["gelu", gelu], ["softplus", softplus], ["mish", mish], ["geluTanh", builders["GELU by tanh"]],
  ] as [string, Build][])("is undefined for %s: a typed error names function and step", (called, build) => {
    expect(() => guided(build)).toThrow(expect.objectContaining({ name: "GraphError", code: "no-guided-gradient" }) as Error);
    expect(() => guided(build)).toThrow(new RegExp(`"out" is made by ${called}`));
  });
});

test("refuses a clamp whose ends do not enclose anything", () => {
  const graph = new Graph();
  const x = graph.input("x", [3]);
  expect(() => clamp(graph, "out", x, { min: 6, max: 0 })).toThrow(expect.objectContaining({ code: "attribute" }) as Error);
});
