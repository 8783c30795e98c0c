import { describe, expect, test } from "vitest";
import { runByReferences } from "../devices/reference/reference_device.ts";
import type { Gpu } from "../devices/webgpu/gpu.ts";
import { compile } from "../devices/webgpu/program.ts";
import { elements, Graph, type Value } from "../graph/graph.ts";
import { conv, type ConvOptions, type ConvStep } from "../ops/conv/conv.ts";
import { expectClose, runOnGpuWithPadding, seeded, testGpu } from "../testing/index.ts";
import { onRung, rungOp, rungs } from "./rungs.ts";
import { byReference, cpuCeiling, cpuRungs } from "./wasm_rungs.ts";

const gpu = await testGpu();

/** Odd in everything: sides, quads of channels, batches, tiles that reach over the last pixel. */
const awkward: readonly { readonly shape: readonly [number, number, number, number]; readonly kernel: number; readonly cout: number; readonly options: ConvOptions }[] = [
  { shape: [2, 7, 5, 14], kernel: 3, cout: 11, options: { padding: 1 } },
  { shape: [1, 9, 6, 3], kernel: 5, cout: 4, options: { stride: 2, padding: 2 } },
  { shape: [1, 4, 3, 13], kernel: 3, cout: 20, options: {} },
  { shape: [3, 1, 1, 5], kernel: 1, cout: 1, options: {} },
];

function graphOf({ shape, kernel, cout, options }: (typeof awkward)[number]): { graph: Graph; output: Value; step: ConvStep; image: Float32Array; weight: Float32Array; bias: Float32Array } {
  const [weight, bias] = [seeded(2, kernel * kernel * shape[3] * cout), seeded(3, cout)];
  const graph = new Graph();
  const output = conv(graph, "output", graph.input("image", shape), graph.parameter("weight", [kernel, kernel, shape[3], cout], weight), graph.parameter("bias", [cout], bias), options);
  return { graph, output, step: graph.steps[0] as ConvStep, image: seeded(1, elements(shape)), weight, bias };
}

/**
 * Sums of at most 9·14 products below 1, rounded at each: 1e-6 of the largest; Winograd's transforms multiply what is rounded by up to 8.
 */
const tolerance = 4e-5;

describe.each(rungs)("rung $number, $name", (rung) => {
  test.skipIf(!gpu).each(awkward)("$shape, $kernel×$kernel to $cout", async (shape) => {
    const { graph, output, image } = graphOf(shape);
    const expected = runByReferences(graph, [output], { image })["output"] as Float32Array;
    const found = await runOnGpuWithPadding(gpu as Gpu, onRung(rung, graph), [output], { image });
    expectClose(found["output"] as Float32Array, expected, tolerance, rung.name);
  });

  test("its file is a lesson: equation, layouts and idea or method at its head", async () => {
    if (!("wgsl" in rung.way)) return expect(rung.file).toMatch(/^packages\/tensor\/src\/ops\/conv\/\w+\.wgsl$/);
    expect(rung.way.wgsl.split("\n").length).toBeLessThanOrEqual(81);
    for (const part of [`// Rung ${rung.number}`, "//   out[n,y,x,k] = ", "// Layouts ", "// Idea "]) expect(rung.way.wgsl).toContain(part);
    expect(onRung(rung, graphOf(awkward[0] as (typeof awkward)[number]).graph).steps.map(({ op }) => op.name)).toEqual([`rung, ${rung.name}`]);
  });
});

describe.each(cpuRungs)("rung $number in WebAssembly, $name", (rung) => {
  test.each(awkward.filter(({ shape: [images] }) => images === 1))("$shape, $kernel×$kernel to $cout", (shape) => {
    const { step, ...numbers } = graphOf(shape);
    const prepared = rung.prepare(step, numbers);
    for (let again = 0; again < 2; again++) prepared.compute(); // what stays in memory may not be added to
    expectClose(prepared.result(), byReference(step, numbers), tolerance, rung.name);
  });
});

test("where a convolution has more than the lab's shaders know, that is said", () => {
  const graph = new Graph();
  conv(graph, "wide", graph.input("image", [1, 5, 5, 4]), graph.parameter("w", [3, 3, 4, 4], new Float32Array(144)), graph.parameter("b", [4], new Float32Array(4)), { dilation: 2 }, { relu: true });
  for (const rung of rungs) {
    if ("wgsl" in rung.way) expect(() => onRung(rung, graph)).toThrow(/dilation, a ReLU/);
    else expect(onRung(rung, graph).steps.length).toBeGreaterThan(0);
  }
});

test.skipIf(!gpu)("a rung's text can be changed: what it computes changes", async () => {
  const { graph, output, image } = graphOf({ shape: [1, 3, 3, 4], kernel: 1, cout: 4, options: {} });
  const [{ way }] = rungs as unknown as [{ way: { wgsl: string } }];
  const doubled = rungOp("doubled", way.wgsl.replace("sum + bias[k]", "2 * (sum + bias[k])"));
  const steps = graph.steps.map((step) => ({ ...step, op: doubled as unknown as typeof step.op }));
  const program = await compile(gpu as Gpu, Graph.rewritten(graph, steps, graph.parameters), [output]);
  const found = (await program.run({ image }))["output"] as Float32Array;
  program.dispose();
  const expected = (runByReferences(graph, [output], { image })["output"] as Float32Array).map((x) => 2 * x);
  expectClose(found, expected, tolerance, "doubled");
});

test("the processor's ceiling is measured on right sums", () => {
  expect(cpuCeiling(() => performance.now())).toBeGreaterThan(0.1); // GFLOP/s
});
