// Class maps of every end of a network that has them: what they are made of, and that they add up to the logits. Graphs by hand,
// computed by the references and on the GPU; the formulas are written out in float64.
import {
  averagePool, batchNorm, conv, elements, globalAveragePool, Graph, globalMaxPool, layerNorm, linear, relu, reshape, runByReferences, type Shape, type Value,
} from "@camlucida/tensor";
import { expectClose, runOnGpu, seeded, testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { classBiasOf, classMapsIn, classWeightsOf, normaliseAsMean } from "./class_maps.ts";
import { exactnessOf } from "./head.ts";

const gpu = await testGpu();

/** float32 sums of at most 300 numbers of order 1. */
const tolerance = 1e-5;

describe("features as the layer norm of their mean has them", () => {
  test.each<[Shape]>([[[1, 1, 1, 1]], [[1, 3, 5, 6]], [[2, 7, 4, 9]], [[1, 2, 2, 300]]])("%j", async (shape) => {
    const [n = 0, h = 0, w = 0, channels = 0] = shape;
    const graph = new Graph();
    const output = normaliseAsMean(graph, "output", graph.input("a", shape), graph.input("m", [n, channels]), 1e-6);
    const inputs = { a: seeded(1, elements(shape)), m: seeded(2, n * channels).map((x) => x + 3) }; // far from zero
    const expected = inputs.a.map((a, at) => {
      const image = Math.floor(at / (h * w * channels));
      const row = [...inputs.m.subarray(image * channels, (image + 1) * channels)];
      const centre = row.reduce((sum, x) => sum + x, 0) / channels;
      const variance = row.reduce((sum, x) => sum + (x - centre) ** 2, 0) / channels;
      return (a - centre) / Math.sqrt(variance + 1e-6);
    });
    expectClose(runByReferences(graph, [output], inputs)["output"] as Float32Array, expected, tolerance, "CPU");
    if (gpu) expectClose((await runOnGpu(gpu, graph, [output], inputs))["output"] as Float32Array, expected, tolerance, "GPU");
  });

  test("of another mean are refused", () => {
    const graph = new Graph();
    const features = graph.input("a", [1, 2, 2, 8]);
    expect(() => normaliseAsMean(graph, "output", features, graph.input("m", [1, 4]), 0)).toThrow(expect.objectContaining({ code: "graph-shape" }) as Error);
  });
});

const [height, width, channels, classes] = [3, 5, 6, 4];

/** What a network ends in: from the last feature map to the logits. */
type End = (graph: Graph, last: Value) => Value;

let seed = 0;
const parameter = (graph: Graph, ...shape: readonly number[]): Value => graph.parameter(`parameter ${graph.parameters.size}`, shape, seeded(++seed, elements(shape)));
const positive = (graph: Graph, length: number): Value => graph.parameter(`parameter ${graph.parameters.size}`, [length], seeded(++seed, length).map((x) => 0.5 + Math.abs(x)));
const fc = (graph: Graph, input: Value): Value => linear(graph, "logits", input, parameter(graph, channels, classes), parameter(graph, classes));
const normed = (graph: Graph, input: Value, name = "normed"): Value =>
  batchNorm(graph, name, input, { gamma: parameter(graph, channels), beta: parameter(graph, channels), mean: parameter(graph, channels), variance: positive(graph, channels), epsilon: 0.01 });
const layerNormed = (graph: Graph, input: Value): Value => layerNorm(graph, "layer norm", input, { gamma: parameter(graph, channels), beta: parameter(graph, channels), epsilon: 0.01 });
const mean = (graph: Graph, last: Value): Value => globalAveragePool(graph, "mean", last);

const ends: readonly [what: string, end: End][] = [
  ["a mean and a matrix", (graph, last) => fc(graph, mean(graph, last))],
  ["a window as large as the image", (graph, last) => fc(graph, reshape(graph, "row", averagePool(graph, "mean", last, { kernel: [height, width], stride: 1 }), [1, channels]))],
  ["a 1×1 convolution of the mean", (graph, last) =>
    reshape(graph, "logits", conv(graph, "points", reshape(graph, "one position", mean(graph, last), [1, 1, 1, channels]), parameter(graph, 1, 1, channels, classes), parameter(graph, classes)), [1, classes])],
  ["a batch-norm between", (graph, last) => fc(graph, normed(graph, mean(graph, last)))],
  ["a layer norm between", (graph, last) => fc(graph, layerNormed(graph, mean(graph, last)))],
  ["a layer norm of an image of one position, with scale and shift by themselves", (graph, last) => {
    const image = layerNormed(graph, reshape(graph, "one position", mean(graph, last), [1, 1, 1, channels]));
    return fc(graph, reshape(graph, "row", normed(graph, normed(graph, image), "shifted"), [1, channels]));
  }],
];

describe.each(ends)("behind the last layer %s", (_, end) => {
  test("the maps add up, and their rows take them apart", async () => {
    const graph = new Graph();
    const last = relu(graph, "last", graph.input("image", [1, height, width, channels]));
    const logits = end(graph, last);
    const found = classMapsIn(graph, logits, last);
    if (!found) throw new Error("no class maps");
    const inputs = { image: seeded(9, height * width * channels, 4) };
    const outputs = [logits, found.features, found.maps];
    const runs = [runByReferences(graph, outputs, inputs), ...(gpu ? [await runOnGpu(gpu, graph, outputs, inputs)] : [])];
    const bias = classBiasOf(found.head, classes);
    for (const results of runs) {
      const [y, features, maps] = outputs.map(({ name }) => results[name] as Float32Array);
      if (!y || !features || !maps) throw new Error("not computed");
      for (let c = 0; c < classes; c++) {
        const own = maps.filter((_x, at) => at % classes === c);
        expect(own.reduce((sum, value) => sum + value, 0) / own.length + (bias[c] as number)).toBeCloseTo(y[c] as number, 4);
        const row = classWeightsOf(found.head, c, classes);
        own.forEach((value, position) => {
          const products = row.reduce((sum, weight, k) => sum + weight * (features[position * channels + k] as number), 0);
          expect(products).toBeCloseTo(value, 4);
        });
      }
    }
  });
});

test("what lies between is told in words", () => {
  const told = ends.map(([, end]) => {
    const graph = new Graph();
    const last = relu(graph, "last", graph.input("image", [1, height, width, channels]));
    const found = classMapsIn(graph, end(graph, last), last);
    return found && / (?:a mean .*) one linear layer/.exec(exactnessOf(found.head, "last"))?.[0];
  });
  const [plain, batch, layer] = [" a mean over positions and one linear layer", " a mean over positions, batch normalisation and one linear layer", " a mean over positions, layer norm and one linear layer"];
  expect(told).toEqual([plain, plain, plain, batch, layer, layer]);
});

test("where the logits are means of the last layer itself, that is the class maps", () => {
  const graph = new Graph();
  const last = relu(graph, "last", graph.input("image", [1, height, width, classes]));
  const found = classMapsIn(graph, mean(graph, last), last);
  expect(found).toMatchObject({ features: last, maps: last, head: { linear: undefined, epsilon: undefined } });
  if (!found) return;
  expect([classWeightsOf(found.head, 2, classes), classBiasOf(found.head, classes)]).toEqual([Float32Array.of(0, 0, 1, 0), new Float32Array(classes)]);
});

test.each<[what: string, end: End]>([
  ["a ReLU between", (graph, last) => fc(graph, relu(graph, "positive", mean(graph, last)))],
  ["two matrices", (graph, last) => linear(graph, "logits", linear(graph, "hidden", mean(graph, last), parameter(graph, channels, 5), parameter(graph, 5)), parameter(graph, 5, classes), parameter(graph, classes))],
  ["the largest instead of the mean", (graph, last) => fc(graph, globalMaxPool(graph, "largest", last))],
  ["the mean of something else", (graph, last) => fc(graph, mean(graph, relu(graph, "other", last)))],
  ["a window of a part", (graph, last) => fc(graph, mean(graph, averagePool(graph, "part", last, { kernel: 2, stride: 1 })))],
  ["a layer norm behind a batch-norm", (graph, last) => fc(graph, layerNormed(graph, normed(graph, mean(graph, last))))],
  ["a convolution in groups", (graph, last) => { // 6 channels in two groups, to four classes
    const points = conv(graph, "points", reshape(graph, "one position", mean(graph, last), [1, 1, 1, channels]), parameter(graph, 1, 1, channels / 2, classes), parameter(graph, classes), { groups: 2 });
    return reshape(graph, "logits", points, [1, classes]);
  }],
  ["all positions in a row", (graph, last) => linear(graph, "logits", reshape(graph, "row", last, [1, elements(last.shape)]), parameter(graph, elements(last.shape), classes), parameter(graph, classes))],
])("there are none behind %s", (_, end) => {
  const graph = new Graph();
  const last = relu(graph, "last", graph.input("image", [1, height, width, channels]));
  expect(classMapsIn(graph, end(graph, last), last)).toBeUndefined();
});
