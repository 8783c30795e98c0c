import { expect, test } from "vitest";
import { Graph, elements, type Shape } from "../../graph/graph.ts";
import {
  decodeFloats, expectAgreement, readAdjoint, readFixture, seeded, testGpu, ROUNDED_TWICE, type StoredAdjoint,
} from "../../testing/index.ts";
import { channelGather, channelShuffle } from "./channel_gather.ts";

interface GatherCase {
  readonly name: string;
  readonly seed: number;
  readonly inputs: readonly Shape[]; // each of a seed of its own
  readonly index?: readonly number[];
  readonly groups?: number;
  readonly shape: Shape;
  readonly output: string;
  readonly adjoint: StoredAdjoint;
}

const { cases } = await readFixture<{ cases: readonly GatherCase[] }>(
  import.meta.url, "../fixtures/channel_gather.json",
);
const gpu = await testGpu();
// Copies; the adjoint sums at most three.
const tolerance = { cpu: 0, gpu: 0, adjoint: { cpu: ROUNDED_TWICE, gpu: 2e-7 } };

test.each(cases)("orders channels as PyTorch does, both ways: $name", async ({
  seed, inputs: [input = []], index, groups, shape, output, adjoint,
}) => {
  const build = (graph: Graph) => {
    const x = graph.input("x0", input);
    return index ? channelGather(graph, "out", x, index) : channelShuffle(graph, "out", x, groups ?? 0);
  };
  const expected = { shape, values: decodeFloats(output), adjoint: readAdjoint(adjoint, shape) };
  await expectAgreement(gpu, build, { x0: seeded(seed, elements(input)) }, expected, tolerance);
});

const refused = expect.objectContaining({ code: "graph-shape" }) as Error;

test("refuses channels that are not there, and groups that do not divide them", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 2, 3, 4]);
  expect(() => channelGather(graph, "beyond", x, [0, 4])).toThrow(refused);
  expect(() => channelGather(graph, "none", x, [])).toThrow(refused);
  expect(() => channelShuffle(graph, "groups", x, 3)).toThrow(refused);
  expect(() => channelShuffle(graph, "no groups", x, 0)).toThrow(refused);
});
