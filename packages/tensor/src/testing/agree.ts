// The one comparison behind every op's test: PyTorch, our CPU and our GPU on the same numbers.
import { expect } from "vitest";
import { adjoint } from "../graph/adjoint.ts";
import { runByReferences } from "../devices/reference/reference_device.ts";
import type { Gpu } from "../devices/webgpu/gpu.ts";
import { Graph, elements, type Data, type Shape, type Value, type Op } from "../graph/graph.ts";
import { compile } from "../devices/webgpu/program.ts";
import { openWasm } from "../devices/wasm/wasm_device.ts";
import { simdModules } from "../devices/wasm/simd.ts";
import { decodeFloats } from "./fixture.ts";
import { seeded } from "./seeded.ts";
import { expectCentralDifferences } from "./central_differences.ts";
import { activationLayout, padded } from "../graph/layout.ts";
import { elementwise } from "../ops/shared/grid.ts";

/** Largest |difference| allowed, as a fraction of the largest |expected| value. */
export interface Tolerance {
  readonly cpu: number;
  /** Sums in float32: the GPU's, and WebAssembly's. */
  readonly gpu: number;
  /** For the gradients, where they round otherwise than the result. */
  readonly adjoint?: Tolerance;
}

/** Sums in float64, rounded to float32 once or twice: 2⁻²⁴ each. What the CPU references may lose. */
export const ROUNDED_TWICE = 2 ** -23;

export interface Expected {
  readonly shape: Shape;
  readonly values: Float32Array; // [shape], row-major
  /** What an op with a derivative must also show. */
  readonly adjoint?: ExpectedAdjoint;
}

/** How a fixture stores them: the seed of the seed, and base64. */
export interface StoredAdjoint {
  readonly seed: number;
  readonly gradients: Readonly<Record<string, string>>;
}

/** @param shape of the op's output */
export const readAdjoint = ({ seed, gradients }: StoredAdjoint, shape: Shape): ExpectedAdjoint => ({
  seed: seeded(seed, elements(shape)),
  gradients: Object.fromEntries(Object.entries(gradients).map(([name, text]) => [name, decodeFloats(text)])),
});

/** PyTorch's gradients of Σ seed ⊙ output, by the name of the graph's input. */
export interface ExpectedAdjoint {
  readonly seed: Float32Array; // like the output
  readonly gradients: Readonly<Record<string, Float32Array>>;
}

/**
 * Builds a graph and runs it on the CPU, by references and by WebAssembly, and, where there is one, on the GPU: all against
 * `expected`, and GPU against CPU.
 * Then, where `expected.adjoint` is given, the same for the gradients of its inputs, and against differences of the reference itself.
 * @param build appends to the graph and returns its output
 */
export async function expectAgreement(
  gpu: Gpu | undefined, build: (graph: Graph) => Value, inputs: Readonly<Record<string, Data>>, expected: Expected, tolerance: Tolerance,
): Promise<void> {
  const graph = new Graph();
  const output = build(graph);
  expect(output.shape, "shape").toEqual(expected.shape);
  await expectSame(gpu, graph, [{ what: "", value: output, expected: expected.values }], inputs, tolerance);
  if (!expected.adjoint) return;
  const { seed, gradients } = expected.adjoint;
  const sources = graph.inputs.filter(({ name }) => gradients[name]);
  const found = adjoint(graph, output, graph.input("seed", output.shape), sources);
  const checks = sources.map(({ name }, at) => ({ what: `gradient of ${name}: `, value: found[at] as Value, expected: gradients[name] as Float32Array }));
  await expectSame(gpu, graph, checks, { ...inputs, seed }, tolerance.adjoint ?? tolerance);
  expectCentralDifferences(build, sources.map(({ name }) => name), inputs, seed);
}

interface Check {
  readonly what: string;
  readonly value: Value;
  readonly expected: Data;
}

async function expectSame(gpu: Gpu | undefined, graph: Graph, checks: readonly Check[], inputs: Readonly<Record<string, Data>>, tolerance: Tolerance): Promise<void> {
  const values = checks.map(({ value }) => value);
  const onCpu = runByReferences(graph, values, inputs);
  const onGpu = gpu && (await runOnGpuWithPadding(gpu, graph, values, inputs));
  for (const module of simdModules) {
    const device = openWasm({ modules: [module] });
    const found = await (await device?.compile(graph, values))?.run(inputs);
    if (found) for (const { what, value, expected } of checks) expectClose(found[value.name] as Data, expected, tolerance.gpu, `${what}${device?.name} against PyTorch`);
  }
  for (const { what, value: { name }, expected } of checks) {
    expectClose(onCpu[name] as Data, expected, tolerance.cpu, `${what}CPU against PyTorch`);
    if (!onGpu) continue;
    expectClose(onGpu[name] as Data, expected, tolerance.gpu, `${what}GPU against PyTorch`);
    expectClose(onGpu[name] as Data, onCpu[name] as Data, tolerance.gpu, `${what}GPU against CPU`);
  }
}

/** As `runOnGpu`, and the padding lanes of every result must be zero: see layout.ts. */
export async function runOnGpuWithPadding(
  gpu: Gpu, graph: Graph, values: readonly Value[], inputs: Readonly<Record<string, Data>>,
): Promise<Record<string, Data>> {
  const odd = [...new Set(values)].filter(({ shape, type }) => type === "f32" && (shape.at(-1) ?? 0) % 4 !== 0);
  const whole = odd.map((value) => withPadding(graph, value));
  const results = await runOnGpu(gpu, graph, [...values, ...whole], inputs);
  odd.forEach(({ name, shape }, at) => {
    const stray = strayNumbers(results[whole[at]?.name ?? ""] as Float32Array, shape.at(-1) ?? 0);
    expect(stray, `padding lanes of ${name}`).toEqual(new Float32Array(0));
  });
  return results;
}

/** Compiles, runs once, disposes. */
export async function runOnGpu(
  gpu: Gpu, graph: Graph, outputs: readonly Value[], inputs: Readonly<Record<string, Data>>,
): Promise<Record<string, Data>> {
  const program = await compile(gpu, graph, outputs);
  try {
    return await program.run(inputs);
  } finally {
    program.dispose();
  }
}

/** Every |actual − expected| ≤ tolerance · max |expected|; a NaN never passes. */
export function expectClose(actual: Data, expected: Data, tolerance: number, what: string): void {
  expect(actual.length, `${what}: length`).toBe(expected.length);
  const reference = [...expected];
  const allowed = tolerance * reference.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  const at = reference.findIndex((x, i) => !(Math.abs((actual[i] as number) - x) <= allowed));
  expect(at === -1 ? undefined : { at, actual: actual[at], expected: expected[at], allowed }, what).toBeUndefined();
}

// What lies in a GPU buffer behind a Value's last channel: an op that shows it. See ../graph/layout.ts.

const withPaddingOp: Op = {
  name: "with_padding",
  kernel: ({ output }) => elementwise(`
      override QUADS: u32;
      override ROW: u32;
      @group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
      @group(0) @binding(1) var<storage, read_write> output: array<vec4f>;
      @compute @workgroup_size(64)
      fn main(@builtin(global_invocation_id) id: vec3u) {
        let at = id.y * ROW + id.x;
        if (at < QUADS) { output[at] = input[at]; }
      }`, output),
  reference: () => { throw new Error("with_padding: arrays on the CPU have no padding lanes"); },
};

/** [..., C] → [..., ⌈C/4⌉·4], padding lanes and all. GPU only. */
export const withPadding = (graph: Graph, value: Value): Value =>
  graph.step(withPaddingOp, `${value.name} with padding`, [value], activationLayout(value.shape));

/** What is not zero in the padding lanes of `data` [..., ⌈C/4⌉·4]. */
const strayNumbers = (data: Float32Array, channels: number): Float32Array => {
  const pitch = padded(channels);
  return data.filter((x, at) => at % pitch >= channels && x !== 0);
};
