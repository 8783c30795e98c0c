import { afterAll, expect, test, vi } from "vitest";
import { adjoint } from "./adjoint.ts";
import type { Device, PhasedProgram } from "../devices/device.ts";
import { openReference, runByReferences } from "../devices/reference/reference_device.ts";
import { openWasm, wasmDevice } from "../devices/wasm/wasm_device.ts";
import { webGpuDevice } from "../devices/webgpu/webgpu_device.ts";
import { Graph, type Value } from "./graph.ts";
import { add } from "../ops/add/add.ts";
import { linear } from "../ops/linear/linear.ts";
import { relu } from "../ops/relu/relu.ts";
import { phasesOf } from "./phases.ts";
import { openSimd } from "../devices/wasm/simd.ts";
import { seeded, testGpu } from "../testing/index.ts";

const gpu = await testGpu();
const devices: readonly Device[] = [openReference(), openWasm(), gpu && webGpuDevice(gpu)].filter((device) => device !== undefined);
afterAll(() => devices.filter(({ kind }) => kind === "wasm").forEach((device) => device.dispose()));

/** y = max(x, 0), unused = y + y, z = y + seed */
function chain() {
  const graph = new Graph();
  const y = relu(graph, "y", graph.input("x", [1, 4]));
  const unused = add(graph, "unused", y, y);
  const z = add(graph, "z", y, graph.input("seed", [1, 4]));
  return { graph, y, unused, z };
}

test("a later phase computes only what is missing, and what it reads is kept", () => {
  const { graph, y, unused, z } = chain();
  const { phases, kept } = phasesOf(graph, [[unused], [z, unused]]);
  expect(phases.map(({ steps }) => steps.map(({ output }) => output.name))).toEqual([["y", "unused"], ["z"]]);
  expect(phases.map(({ inputs }) => inputs.map(({ name }) => name))).toEqual([["x"], ["seed"]]);
  expect([...kept].map(({ name }) => name).toSorted()).toEqual(["unused", "y", "z"]);
  expect(kept.has(y)).toBe(true);
});

async function expectReruns({ begin }: PhasedProgram): Promise<void> {
  const first = await begin({ x: Float32Array.of(-1, 2, 3, 4) });
  expect(first.outputs).toEqual({ unused: Float32Array.of(0, 4, 6, 8) });
  expect(await first.phase(1, { seed: Float32Array.of(1, 1, 1, 1) })).toEqual({ z: Float32Array.of(1, 3, 4, 5) });
  expect(await first.phase(1, { seed: Float32Array.of(0, 0, 5, 0) })).toEqual({ z: Float32Array.of(0, 2, 8, 4) });
  const other = await begin({ x: Float32Array.of(9, 0, 0, 0) });
  expect(other.outputs).toEqual({ unused: Float32Array.of(18, 0, 0, 0) });
  expect(await other.phase(1, { seed: Float32Array.of(1, 0, 0, 0) })).toEqual({ z: Float32Array.of(10, 0, 0, 0) });
  expect(await first.phase(1, { seed: Float32Array.of(1, 1, 1, 1) }), "the first run keeps its own").toEqual({ z: Float32Array.of(1, 3, 4, 5) });
  first.dispose();
  other.dispose();
}

test.each(devices)("the second phase runs again and again, for runs that live at the same time: $kind", async (device) => {
  const { graph, unused, z } = chain();
  const program = await device.compilePhases(graph, [[unused], [z]]);
  await expectReruns(program);
  const held = program.bytes;
  await expectReruns(program);
  expect(program.bytes, "what is disposed of serves the next").toBe(held);
  program.dispose();
});

test.each(devices)("a phase refuses to run before the one whose values it reads: $kind", async (device) => {
  const { graph, y, unused, z } = chain();
  const program = await device.compilePhases(graph, [[y], [unused], [z]]);
  const run = await program.begin({ x: new Float32Array(4) });
  await expect(run.phase(2, { seed: new Float32Array(4) })).rejects.toThrow(expect.objectContaining({ code: "phase" }));
  await run.phase(1, {});
  expect(await run.phase(2, { seed: Float32Array.of(1, 2, 3, 4) })).toEqual({ z: Float32Array.of(1, 2, 3, 4) });
  program.dispose();
});

test.each(devices)("a run that is refused its input gives its memory back: $kind", async (device) => {
  const { graph, unused, z } = chain();
  const program = await device.compilePhases(graph, [[unused], [z]]);
  await expect(program.begin({ x: new Float32Array(3) })).rejects.toThrow(expect.objectContaining({ code: "input" }));
  await expectReruns(program);
  program.dispose();
});

test("WebAssembly computes what it computed before, whoever has read a weight in between", async () => {
  const graph = new Graph();
  const weight = graph.parameter("w", [64, 8], seeded(1, 512));
  const product = linear(graph, "product", graph.input("x", [1, 64]), weight, graph.parameter("b", [8], seeded(2, 8)));
  const [gradient] = adjoint(graph, product, graph.input("seed", [1, 8]), [graph.inputs[0] as Value]) as [Value]; // by a reference
  const device = openWasm();
  const program = await device?.compilePhases(graph, [[product], [gradient]]);
  const first = await program?.begin({ x: seeded(3, 64) });
  await first?.phase(1, { seed: seeded(4, 8) });
  const computed = vi.spyOn(graph.steps[0]!.op, "reference");
  expect((await program?.begin({ x: seeded(3, 64) }))?.outputs).toEqual(first?.outputs);
  expect(computed).not.toHaveBeenCalled();
  computed.mockRestore();
  device?.dispose();
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
  const device = openWasm({ threads });
  const program = await device?.compile(graph, [first, third]);
  const answers = [];
  for (const x of someInputs) answers.push(await program?.run({ x }));
  expect(answers).toEqual(someInputs.map((x) => runByReferences(graph, [first, third], { x })));
  device?.dispose();
});

test.each([1, 2])("runs after the first take no more of WebAssembly's memory, and what one program gave up another uses: %i threads", async (threads) => {
  const { graph, first, third } = threeLayers();
  const simd = openSimd({ threads });
  const device = simd && wasmDevice(simd);
  const occupied = (): number => simd?.workspace([0])[0] ?? 0;
  const expected = someInputs.map((x) => runByReferences(graph, [first, third], { x }));
  const runBoth = async (program: PhasedProgram | undefined, x: Float32Array): Promise<unknown> => {
    const run = await program?.begin({ x });
    const found = { ...run?.outputs, ...await run?.phase(1, {}) };
    run?.dispose();
    return found;
  };
  const program = await device?.compilePhases(graph, [[first], [third]]);
  expect(await runBoth(program, someInputs[0] as Float32Array)).toEqual(expected[0]);
  const afterOne = occupied();
  for (const [at, x] of someInputs.entries()) expect(await runBoth(program, x)).toEqual(expected[at]);
  program?.dispose();
  const other = await device?.compilePhases(graph, [[first], [third]]);
  for (const [at, x] of someInputs.entries()) expect(await runBoth(other, x)).toEqual(expected[at]);
  expect(occupied()).toBe(afterOne);
  device?.dispose();
});

test.each(devices.filter(({ kind }) => kind !== "reference"))("a second program of the same graph packs no weight again, and what is not read goes: $kind", async (device) => {
  const { graph, first, third } = threeLayers();
  const before = { ...device.weights };
  const one = await device.compile(graph, [third]);
  await one.run({ x: someInputs[0] as Float32Array });
  const { count, packed } = device.weights;
  expect(packed).toBeGreaterThan(before.packed);
  const two = await device.compilePhases(graph, [[first], [third]]);
  const run = await two.begin({ x: someInputs[0] as Float32Array });
  await run.phase(1, {});
  expect(device.weights.packed).toBe(packed);
  expect(device.weights.count).toBe(count);
  run.dispose();
  one.dispose();
  two.dispose();
  if (device.kind === "webgpu") expect(device.weights).toMatchObject({ count: before.count, bytes: before.bytes }); // WebAssembly's memory never shrinks
});
