import { expect, test } from "vitest";
import { Graph } from "../../graph/graph.ts";
import { fuse } from "../../graph/fuse.ts";
import { conv, type ConvStep } from "../../ops/conv/conv.ts";
import { seeded, testGpu } from "../../testing/index.ts";
import { smallResnet } from "../../testing/resnets.ts";
import { chooseAlgorithms, convSignature, heuristic, isConvolution } from "../../ops/conv/choose.ts";
import { fromTuning, tune, tuningOf, type TunedLayer } from "./tune.ts";

const gpu = await testGpu();

/** Two equal layers of stride 1 behind a strided one, residual included. */
function threeLayers(): Graph {
  const graph = new Graph();
  const parameter = (name: string, shape: number[], seed: number) => graph.parameter(name, shape, seeded(seed, shape.reduce((a, b) => a * b)));
  const stem = conv(graph, "stem", graph.input("image", [1, 15, 15, 3]), parameter("w0", [7, 7, 3, 16], 1), parameter("b0", [16], 2), { stride: 2, padding: 3 });
  const first = conv(graph, "first", stem, parameter("w1", [3, 3, 16, 16], 3), parameter("b1", [16], 4), { padding: 1 }, { relu: true });
  conv(graph, "second", first, parameter("w2", [3, 3, 16, 16], 5), parameter("b2", [16], 6), { padding: 1 }, { residual: stem });
  return graph;
}

test("measures each kind of layer once, by every algorithm that applies", async ({ skip }) => {
  if (!gpu) return skip();
  const graph = threeLayers();
  const seen: string[] = [];
  const layers = await tune(gpu, [graph, threeLayers()], (done, total, sofar) => seen.push(`${done}/${total} ${sofar.map(({ layer }) => layer).join()}`));
  expect(seen).toEqual(["0/2 ", `1/2 ${layers[0]?.layer}`]);
  expect(layers.map(({ count }) => count)).toEqual([2, 4]);
  const names = layers.map(({ times }) => times.map(({ algorithm }) => algorithm).toSorted());
  expect(names[0]).toEqual(expect.arrayContaining(["direct", "space to depth", "space to depth, winograd 3×3"]));
  expect(names[1]).toEqual(expect.arrayContaining(["direct", "winograd 2×2", "winograd 4×4"]));
  for (const { times, wrong } of layers) {
    expect(wrong).toEqual([]);
    expect(times.every(({ milliseconds }, at) => milliseconds >= (times[at - 1]?.milliseconds ?? 0))).toBe(true);
  }
});

test("an algorithm whose numbers do not hold is no candidate", async ({ skip }) => {
  if (!gpu) return skip();
  const graph = new Graph();
  const weight = graph.parameter("weight", [3, 3, 16, 16], seeded(1, 9 * 16 * 16, 3e37)); // F(4×4) multiplies by up to 8·8 on the way
  conv(graph, "out", graph.input("image", [1, 12, 12, 16]), weight, graph.parameter("bias", [16], new Float32Array(16)), { padding: 1 });
  const [{ times, wrong }] = (await tune(gpu, [graph])) as [TunedLayer];
  expect(wrong).toContain("winograd 4×4");
  expect(times.map(({ algorithm }) => algorithm)).toContain("direct");
  expect(times.map(({ algorithm }) => algorithm)).not.toContain("winograd 4×4");
});

test("what was measured is chosen, what was not is chosen as usual", () => {
  const graph = threeLayers();
  const [stem, first] = graph.steps.filter(isConvolution) as [ConvStep, ConvStep];
  const choice = fromTuning({ [convSignature(first)]: "winograd 4×4" });
  expect(choice(first)).toBe("winograd 4×4");
  expect(choice(stem)).toBe(heuristic(stem));
  const names = chooseAlgorithms(graph, choice).steps.map(({ op }) => op.name);
  expect(names.filter((name) => name === "winograd_input_6")).toHaveLength(3); // the stem's, and both layers'
  expect(names.filter((name) => name === "conv")).toEqual([]);
});

test("the fastest is taken", () => {
  const times = [{ algorithm: "direct", milliseconds: 1 }, { algorithm: "winograd 2×2", milliseconds: 2 }] as const;
  expect(tuningOf([{ layer: "a", count: 1, heuristic: "tiled", times, wrong: [] }, { layer: "b", count: 1, heuristic: "direct", times: [], wrong: ["direct"] }])).toEqual({ a: "direct" });
});

test("layers of other shapes have other names", () => {
  const { graph, logits } = smallResnet();
  const fused = fuse(graph, [logits]);
  expect(new Set(fused.steps.filter(isConvolution).map(convSignature)).size).toBe(2);
});
