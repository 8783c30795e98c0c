import { expect, test } from "vitest";
import { Graph, elements, type Shape } from "../../graph/graph.ts";
import {
  decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, ROUNDED_TWICE, type StoredAdjoint,
} from "../../testing/index.ts";
import { groupNorm, instanceNorm, layerNorm } from "./group_norm.ts";

interface NormCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Shape; // [N, …, C]
  readonly kind: "layer" | "group" | "instance";
  readonly groups: number;
  readonly epsilon: number;
  readonly scale: number;
  readonly offset: number;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly NormCase[] }>(import.meta.url, "../fixtures/group_norm.json");
const gpu = await testGpu();
// GPU: numbers around 20 with a deviation of 0.3 are known to 2⁻²⁴ · 20/0.3 = 4e-6 of it, and so is their mean.
const tolerance = { cpu: ROUNDED_TWICE, gpu: 1e-5 };

test.each(cases)("normalises as PyTorch does, both ways: $name", async ({
  seed, input, kind, groups, epsilon, scale, offset, shape, output, adjoint,
}) => {
  const channels = input.at(-1) ?? 0;
  const build = (graph: Graph) => {
    const x = graph.input("x0", input);
    const gamma = graph.parameter("gamma", [channels], seeded(seed + 1, channels, 2));
    const beta = graph.parameter("beta", [channels], seeded(seed + 2, channels));
    if (kind === "group") return groupNorm(graph, "out", x, { gamma, beta, epsilon, groups });
    return (kind === "layer" ? layerNorm : instanceNorm)(graph, "out", x, { gamma, beta, epsilon });
  };
  const numbers = seeded(seed, elements(input), scale).map((x) => x + offset); // rounded to float32, as the script does
  const expected = { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) };
  await expectAgreement(gpu, build, { x0: numbers }, expected, tolerance);
});

test("there may be more positions than workgroups along one axis", async () => {
  const rows = 65_600;
  // Of two numbers, in changing order, −1 and 1.
  const signs = Float32Array.from({ length: rows * 2 }, (_, at) => ((at ^ (at >> 1)) & 1 ? 1 : -1));
  const numbers = seeded(1, rows * 2).map((x, at) => (Math.abs(x) + 0.5) * (signs[at] as number));
  const build = (graph: Graph) => {
    const gamma = graph.parameter("gamma", [2], Float32Array.of(1, 1));
    const beta = graph.parameter("beta", [2], new Float32Array(2));
    return layerNorm(graph, "out", graph.input("x", [rows, 2]), { gamma, beta, epsilon: 0 });
  };
  await expectAgreement(gpu, build, { x: numbers }, { shape: [rows, 2], values: signs }, tolerance);
});

const refused = expect.objectContaining({ code: "graph-shape" }) as Error;

test("refuses channels that do not meet, and groups that do not divide them", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 2, 3, 6]);
  const [four, six] = [4, 6].map((length) => graph.parameter(`${length}`, [length], new Float32Array(length)));
  expect(() => layerNorm(graph, "four", x, { gamma: six!, beta: four!, epsilon: 0 })).toThrow(refused);
  expect(() => groupNorm(graph, "groups", x, { gamma: six!, beta: six!, epsilon: 0, groups: 4 })).toThrow(refused);
});
