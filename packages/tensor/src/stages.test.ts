import { expect, test, vi } from "vitest";
import { adjoint } from "./adjoint.ts";
import { runOnCpu, stagesOnCpu } from "./cpu.ts";
import { Graph, type Value } from "./graph.ts";
import { add } from "./ops/add.ts";
import { linear } from "./ops/linear.ts";
import { relu } from "./ops/relu.ts";
import { compileInStages, type Program } from "./program.ts";
import { openSimd } from "./simd/simd.ts";
import { stagesOf } from "./stages.ts";
import { seeded, testGpu } from "./testing/index.ts";

const gpu = await testGpu();

/** y = max(x, 0), unused = y + y, z = y + seed */
function chain() {
  const graph = new Graph();
  const y = relu(graph, "y", graph.input("x", [1, 4]));
  const unused = add(graph, "unused", y, y);
  const z = add(graph, "z", y, graph.input("seed", [1, 4]));
  return { graph, y, unused, z };
}

test("a later stage computes only what is missing, and what it reads is kept", () => {
  const { graph, y, unused, z } = chain();
  const { stages, kept } = stagesOf(graph, [[unused], [z, unused]]);
  expect(stages.map(({ steps }) => steps.map(({ output }) => output.name))).toEqual([["y", "unused"], ["z"]]);
  expect(stages.map(({ inputs }) => inputs.map(({ name }) => name))).toEqual([["x"], ["seed"]]);
  expect([...kept].map(({ name }) => name).toSorted()).toEqual(["unused", "y", "z"]);
  expect(kept.has(y)).toBe(true);
});

async function expectReruns([forward, backward]: readonly Program["run"][]): Promise<void> {
  expect(await forward?.({ x: Float32Array.of(-1, 2, 3, 4) })).toEqual({ unused: Float32Array.of(0, 4, 6, 8) });
  expect(await backward?.({ seed: Float32Array.of(1, 1, 1, 1) })).toEqual({ z: Float32Array.of(1, 3, 4, 5) });
  expect(await backward?.({ seed: Float32Array.of(0, 0, 5, 0) })).toEqual({ z: Float32Array.of(0, 2, 8, 4) });
  expect(await forward?.({ x: Float32Array.of(9, 0, 0, 0) })).toEqual({ unused: Float32Array.of(18, 0, 0, 0) });
  expect(await backward?.({ seed: Float32Array.of(1, 0, 0, 0) })).toEqual({ z: Float32Array.of(10, 0, 0, 0) });
}

test("the second stage runs again and again on the CPU", async () => {
  const { graph, unused, z } = chain();
  await expectReruns(stagesOnCpu(graph, [[unused], [z]]).stages);
});

test("WebAssembly computes what it computed before, whoever has read a weight in between", async () => {
  const graph = new Graph();
  const weight = graph.parameter("w", [64, 8], seeded(1, 512));
  const product = linear(graph, "product", graph.input("x", [1, 64]), weight, graph.parameter("b", [8], seeded(2, 8)));
  const simd = openSimd();
  const [gradient] = adjoint(graph, product, graph.input("seed", [1, 8]), [graph.inputs[0] as Value]) as [Value]; // by a reference
  const { stages: [forward, backward] } = stagesOnCpu(graph, [[product], [gradient]], simd);
  const first = await forward?.({ x: seeded(3, 64) });
  await backward?.({ seed: seeded(4, 8) });
  const computed = vi.spyOn(graph.steps[0]!.op, "cpu");
  expect(await forward?.({ x: seeded(3, 64) })).toEqual(first);
  expect(computed).not.toHaveBeenCalled();
  computed.mockRestore();
  simd?.dispose();
});

/** Three layers of whole numbers, which are exact in any order; the first and the third are asked for. */
function threeLayers() {
  const graph = new Graph();
  const weight = graph.parameter("w", [4, 4], Float32Array.from({ length: 16 }, (_, at) => at - 7));
  const [first, , third] = ["a", "b", "c"].reduce<Value[]>(
    (made, name) => [...made, linear(graph, name, made.at(-1) as Value, weight, graph.parameter(`${name} bias`, [4], new Float32Array(4)))],
    [graph.input("x", [1, 4])],
  ).slice(1) as [Value, Value, Value];
  return { graph, first, third };
}

const someInputs = [Float32Array.of(1, 2, 3, 4), Float32Array.of(-1, 0, 5, 2), Float32Array.of(0, 3, 1, -6)];

test.each([1, 2])("what a run answered stays as it is when the next one uses the same memory: %i threads", async (threads) => {
  const { graph, first, third } = threeLayers();
  const simd = openSimd({ threads });
  const { stages: [run] } = stagesOnCpu(graph, [[first, third]], simd);
  const answers = [];
  for (const x of someInputs) answers.push(await run?.({ x }));
  expect(answers).toEqual(someInputs.map((x) => runOnCpu(graph, [first, third], { x })));
  simd?.dispose();
});

test.each([1, 2])("runs after the first take no more of WebAssembly's memory, and what one program gave up another uses: %i threads", async (threads) => {
  const { graph, first, third } = threeLayers();
  const simd = openSimd({ threads });
  const occupied = (): number => simd?.workspace([0])[0] ?? 0;
  const program = stagesOnCpu(graph, [[first], [third]], simd);
  const runBoth = async ({ stages: [forward, further] }: typeof program, x: Float32Array): Promise<unknown> => ({ ...await forward?.({ x }), ...await further?.({}) });
  const expected = someInputs.map((x) => runOnCpu(graph, [first, third], { x }));
  expect(await runBoth(program, someInputs[0] as Float32Array)).toEqual(expected[0]);
  const afterOne = occupied();
  for (const [at, x] of someInputs.entries()) expect(await runBoth(program, x)).toEqual(expected[at]);
  program.dispose();
  const other = stagesOnCpu(graph, [[first], [third]], simd);
  for (const [at, x] of someInputs.entries()) expect(await runBoth(other, x)).toEqual(expected[at]);
  expect(occupied()).toBe(afterOne);
  simd?.dispose();
});

test.skipIf(gpu === undefined)("the second stage runs again and again on the GPU", async () => {
  const { graph, unused, z } = chain();
  const program = gpu && (await compileInStages(gpu, graph, [[unused], [z]]));
  await expectReruns(program?.stages ?? []);
  program?.dispose();
});

test("a stage refuses to run before the one whose values it reads", async () => {
  const { graph, unused, z } = chain();
  const early = expect.objectContaining({ code: "stage" }) as Error;
  await expect(stagesOnCpu(graph, [[unused], [z]]).stages[1]?.({ seed: new Float32Array(4) })).rejects.toThrow(early);
  const program = gpu && (await compileInStages(gpu, graph, [[unused], [z]]));
  if (program) await expect(program.stages[1]?.({ seed: new Float32Array(4) })).rejects.toThrow(early);
  program?.dispose();
});
