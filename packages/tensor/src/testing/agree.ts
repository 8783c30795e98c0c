// The one comparison behind every op's test: PyTorch, our CPU and our GPU on the same numbers.
import { expect } from "vitest";
import { runOnCpu } from "../cpu.ts";
import type { Gpu } from "../device.ts";
import { Graph, type Data, type Shape, type Value } from "../graph.ts";
import { compile } from "../program.ts";

/** Largest |difference| allowed, as a fraction of the largest |expected| value. */
export interface Tolerance {
  readonly cpu: number;
  readonly gpu: number;
}

/** Sums in float64, rounded to float32 once or twice: 2⁻²⁴ each. What the CPU references may lose. */
export const ROUNDED_TWICE = 2 ** -23;

export interface Expected {
  readonly shape: Shape;
  readonly values: Float32Array; // [shape], row-major
}

/**
 * Builds a graph and runs it on the CPU and, where there is one, on the GPU: both against `expected`, and against each other.
 * @param build appends to the graph and returns its output
 */
export async function expectAgreement(
  gpu: Gpu | undefined, build: (graph: Graph) => Value, inputs: Readonly<Record<string, Data>>, expected: Expected, tolerance: Tolerance,
): Promise<void> {
  const graph = new Graph();
  const output = build(graph);
  expect(output.shape, "shape").toEqual(expected.shape);
  const onCpu = runOnCpu(graph, [output], inputs)[output.name] as Data;
  expectClose(onCpu, expected.values, tolerance.cpu, "CPU against PyTorch");
  if (!gpu) return;
  const onGpu = (await runOnGpu(gpu, graph, [output], inputs))[output.name] as Data;
  expectClose(onGpu, expected.values, tolerance.gpu, "GPU against PyTorch");
  expectClose(onGpu, onCpu, tolerance.gpu, "GPU against CPU");
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
