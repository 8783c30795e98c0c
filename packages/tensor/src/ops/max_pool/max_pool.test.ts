import { expect, test } from "vitest";
import { runByReferences } from "../../devices/reference/reference_device.ts";
import { simdModules } from "../../devices/wasm/simd.ts";
import { openWasm } from "../../devices/wasm/wasm_device.ts";
import { adjoint } from "../../graph/adjoint.ts";
import { elements, Graph, type Shape, type Value } from "../../graph/graph.ts";
import { ROUNDED_TWICE, decodeFloats, expectAgreement, expectClose, readAdjoint, readFixture, runOnGpu, seeded, testGpu, type StoredAdjoint } from "../../testing/index.ts";
import type { PoolOptions } from "../shared/pooling.ts";
import { maxPool } from "./max_pool.ts";

interface PoolCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape; // [N, H, W, C]
  readonly scale: number;
  readonly offset: number;
  readonly options: PoolOptions;
  readonly shape: Shape; // [N, H', W', C]
  readonly output: string;
  readonly levels: number; // rectified, and rounded down to multiples of 1/levels, so that many are equal; 0: as they are
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly PoolCase[] }>(import.meta.url, "../fixtures/max_pool.json");
const gpu = await testGpu();
// The largest of some numbers is one of them: nothing is rounded. Its adjoint sums the gradients of the up to 9 windows that
// chose a pixel: each of 8 float32 sums rounds by 2⁻²⁴ of at most the largest.
const tolerance = { cpu: 0, gpu: 0, adjoint: { cpu: ROUNDED_TWICE, gpu: 5e-7 } };

test.each(cases)("pools as PyTorch does, both ways: $name", async ({ seed, input, scale, offset, levels, options, shape, output, adjoint: stored }) => {
  const numbers = seeded(seed, elements(input), scale).map((x) => x + offset); // rounded to float32, as the script does
  const image = levels ? numbers.map((x) => Math.max(0, Math.floor(x * levels) / levels)) : numbers;
  const build = (graph: Graph) => maxPool(graph, "out", graph.input("image", input), options);
  await expectAgreement(gpu, build, { image }, { shape, values: decodeFloats(output), adjoint: readAdjoint(stored, shape) }, tolerance);
});

test("a NaN fills every window that holds it", async () => {
  const graph = new Graph();
  const out = maxPool(graph, "out", graph.input("image", [1, 1, 4, 1]), { kernel: 3, stride: 1, padding: 1 });
  const [image, expected] = [Float32Array.of(5, NaN, 1, 2), Float32Array.of(NaN, NaN, NaN, 2)];
  expect(runByReferences(graph, [out], { image })["out"]).toEqual(expected);
  if (gpu?.report.kind === "software") expect((await runOnGpu(gpu, graph, [out], { image }))["out"]).toEqual(expected); // as in relu.test.ts
});

// PyTorch's cases have few channels that are whole quads, which WebAssembly has a kernel for.
test.each([[20, { kernel: 3, stride: 2, padding: 1 }], [36, { kernel: 3, stride: 1, padding: 1, dilation: 2 }], [64, { kernel: 2, stride: 2 }]] as const)(
  "gives a gradient to the first of several maxima, of whole quads too: %i channels, %o", async (channels, options) => {
    const graph = new Graph();
    const image = graph.input("image", [2, 11, 13, channels]);
    const out = maxPool(graph, "out", image, options);
    const [gradient] = adjoint(graph, out, graph.input("seed", out.shape), [image]) as [Value];
    const numbers = seeded(1, elements(image.shape), 2).map(Math.round);
    const inputs = { image: numbers, seed: seeded(2, elements(out.shape)) };
    const expected = runByReferences(graph, [gradient], inputs)[gradient.name] as Float32Array;
    for (const module of simdModules) {
      const found = await (await openWasm({ modules: [module] })?.compile(graph, [gradient]))?.run(inputs);
      if (found) expectClose(found[gradient.name] as Float32Array, expected, tolerance.adjoint.gpu, module.name);
    }
  });
