import { expect, test } from "vitest";
import { Graph, elements, type Shape } from "../../graph/graph.ts";
import {
  decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, ROUNDED_TWICE, type StoredAdjoint,
} from "../../testing/index.ts";
import { adaptiveAveragePool } from "./adaptive_average_pool.ts";
import { border, type Border } from "./border.ts";
import { positionGather } from "./position_gather.ts";
import { resize, type ResizeOptions } from "./resize.ts";

interface ResampleCase {
  readonly name: string;
  readonly seed: number;
  readonly inputs: readonly Shape[]; // each of a seed of its own
  readonly kind: "resize" | "adaptive" | "border" | "gather";
  readonly options: ResizeOptions; // of the first two; of the second the size alone
  readonly border: Border; //         of the third
  readonly rows: readonly number[]; //    of the fourth
  readonly columns: readonly number[]; // likewise
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly ResampleCase[] }>(import.meta.url, "../fixtures/resample.json");
const gpu = await testGpu();
// Weights are rounded to float32, and a weight of rows times one of columns: twice 2⁻²⁴. GPU: at most 15 products
// summed in float32, 25 in the adjoint.
const tolerance = { cpu: 2 * ROUNDED_TWICE, gpu: 1e-6 };

test.each(cases)("resamples as PyTorch does, both ways: $name", async ({
  seed, inputs: [input = []], kind, options, border: sides, rows, columns, shape, output, adjoint,
}) => {
  const build = (graph: Graph) => {
    const image = graph.input("x0", input);
    if (kind === "border") return border(graph, "out", image, sides);
    if (kind === "gather") return positionGather(graph, "out", image, rows, columns);
    return kind === "resize" ? resize(graph, "out", image, options) : adaptiveAveragePool(graph, "out", image, options);
  };
  const expected = { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) };
  await expectAgreement(gpu, build, { x0: seeded(seed, elements(input)) }, expected, tolerance);
});

test("an image that has as many pixels as bins is its own pooling", () => {
  const graph = new Graph();
  const image = graph.input("image", [1, 7, 7, 5]);
  expect(adaptiveAveragePool(graph, "out", image, { height: 7, width: 7 })).toBe(image);
});

// ONNX' other rules, of which PyTorch has none: the operator's specification, Resize-19, by hand.
test.each([
  [{ nearest: "round-floor", coordinates: "half-pixel" }, [0, 0, 1, 2, 2]], // at −0.2, 0.4, 1, 1.6, 2.2: 1.6 → 2
  [{ nearest: "ceil", coordinates: "asymmetric" }, [0, 1, 2, 2, 2]], //         at 0, 0.6, 1.2, 1.8, 2.4: 2.4 → the last
  [{ nearest: "round-floor", coordinates: "align-corners" }, [0, 0, 1, 1, 2]], // at 0, 0.5, 1, 1.5, 2
  [{ nearest: "round-ceil", coordinates: "align-corners" }, [0, 1, 1, 2, 2]],
] as const)("three pixels become five: %j", async (rule, values) => {
  const options = { height: 1, width: 5, mode: "nearest", ...rule } as const;
  const build = (graph: Graph) => resize(graph, "out", graph.input("x", [1, 1, 3, 1]), options);
  const expected = { shape: [1, 1, 5, 1], values: Float32Array.from(values) };
  await expectAgreement(gpu, build, { x: Float32Array.of(0, 1, 2) }, expected, { cpu: 0, gpu: 0 });
});

const refused = expect.objectContaining({ code: "graph-shape" }) as Error;

test("refuses sizes that are none, and mirrors wider than the image", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 2, 3, 4]);
  expect(() => resize(graph, "none", x, { height: 0, width: 2, mode: "nearest" })).toThrow(refused);
  expect(() => adaptiveAveragePool(graph, "half", x, { height: 1, width: 1.5 })).toThrow(refused);
  expect(() => border(graph, "mirror", x, { mode: "reflect", top: 2 })).toThrow(refused);
  expect(() => positionGather(graph, "beyond", x, [1, 2], [0])).toThrow(refused);
  expect(() => border(graph, "inwards", x, { mode: "edge", left: -1 })).toThrow(refused);
});
