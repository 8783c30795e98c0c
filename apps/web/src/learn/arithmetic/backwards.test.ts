import { add, adjoint, batchNorm, conv, elements, globalAveragePool, Graph, kindOf, linear, relu, runByReferences, type ConvOptions, type Step, type Value } from "@camlucida/tensor";
import { seeded } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import type { InsideLayer } from "../../engine/protocol.ts";
import { handedBackBy, indexOf, logitsOf, readersOf, strongestPlace, wayBack, type NumberPlace } from "./backwards.ts";
import { convolutionShapeOf } from "./convolution.ts";

/** A step as the engine tells the page of it. */
const layerOf = (graph: Graph, { op, inputs, output, constants, ...step }: Step): InsideLayer => ({
  name: output.name, op: kindOf({ op, inputs, output, constants, ...step }), shape: output.shape, attributes: constants,
  inputs: inputs.filter((value) => !graph.parameters.has(value)), parameters: inputs.filter((value) => graph.parameters.has(value)),
} as unknown as InsideLayer);

/** A block as ResNet has it, between a convolution and a classifier; its numbers and gradients by the engine's references. */
function block(options: ConvOptions = { padding: 1 }, classes = 3) {
  const graph = new Graph();
  const numbers = new Map<string, Float32Array>();
  const parameter = (name: string, shape: readonly number[], move = 0): Value => {
    const values = seeded(numbers.size + 1, elements(shape)).map((x) => x + move);
    numbers.set(name, values);
    return graph.parameter(name, shape, values);
  };
  const convolved = (name: string, input: Value, given: ConvOptions): Value => {
    const channels = input.shape[3] ?? 0;
    return conv(graph, name, input, parameter(`${name}.weight`, [3, 3, channels / (given.groups ?? 1), 4]), parameter(`${name}.bias`, [4]), given);
  };
  const norm = (name: string, input: Value): Value => batchNorm(graph, name, input, {
    gamma: parameter(`${name}.gamma`, [4], 1), beta: parameter(`${name}.beta`, [4]), mean: parameter(`${name}.mean`, [4]), variance: parameter(`${name}.variance`, [4], 1.5), epsilon: 1e-3,
  });
  const image = graph.input("image", [1, 7, 6, 2]);
  const stem = relu(graph, "stem", convolved("conv0", image, { padding: 1 }));
  const inner = relu(graph, "relu1", norm("bn1", convolved("conv1", stem, options)));
  const sum = add(graph, "sum", norm("bn2", convolved("conv2", inner, { padding: 1 })), options.stride ? convolved("projection", stem, options) : stem);
  const logits = linear(graph, "fc", globalAveragePool(graph, "pooled", relu(graph, "block", sum)), parameter("fc.weight", [4, classes]), parameter("fc.bias", [classes]));
  const values = [image, ...graph.steps.map(({ output }) => output)];
  const layers = graph.steps.map((step) => layerOf(graph, step));
  const seed = graph.input("seed", [1, classes]);
  const gradients = adjoint(graph, logits, seed, values);
  const given = { image: seeded(99, elements(image.shape)), seed: Float32Array.from({ length: classes }, (_, k) => (k === 1 ? 1 : 0)) };
  const found = runByReferences(graph, [...values.slice(1), ...gradients.filter((value) => value !== seed)], given) as Record<string, Float32Array>;
  const valueOf = (name: string): Float32Array => (name === "image" ? given.image : found[name]) as Float32Array;
  const gradientOf = (name: string): Float32Array => {
    const value = gradients[values.findIndex((one) => one.name === name)];
    return value === seed ? given.seed : found[value?.name ?? ""] as Float32Array;
  };
  return { layers, numbers, valueOf, gradientOf };
}

const cases: readonly [string, ConvOptions][] = [["of equal size", { padding: 1 }], ["that halves the image", { padding: 1, stride: 2 }], ["in groups", { padding: 1, groups: 2 }], ["dilated", { padding: 2, dilation: 2 }]];

test.each(cases)("what all readers hand back is the engine's gradient, at every number: a block %s", (_, options) => {
  const { layers, numbers, valueOf, gradientOf } = block(options);
  let tried = 0;
  for (const { name, shape, readers } of wayBack(layers, "fc", "image").slice(1)) {
    const [height, width, channels] = shape.length === 4 ? shape.slice(1) as [number, number, number] : [1, 1, shape.at(-1) ?? 0];
    const expected = gradientOf(name);
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) for (let channel = 0; channel < channels; channel++) {
      const place: NumberPlace = { y, x, channel };
      const sum = readers.reduce((total, reader) => total + (handedBackBy(reader, place, {
        gradient: gradientOf(reader.name), input: valueOf(name), parameters: reader.parameters.map((each) => numbers.get(each.name) as Float32Array),
      })?.value ?? NaN), 0);
      // The engine's gradients are rounded to float32 at every step on the way, of sums of up to 36 products.
      expect(Math.abs(sum - (expected[indexOf(shape, place)] as number)), `${name} ${y} ${x} ${channel}`).toBeLessThan(1e-6);
      tried++;
    }
  }
  expect(tried).toBeGreaterThan(300);
});

test("the way back: each value behind all that reads it, and nothing that the logits do not need", () => {
  const { layers } = block();
  const aside = { ...layers[0], name: "aside", op: "relu", inputs: [{ name: "stem", shape: [] }] } as InsideLayer;
  const way = wayBack([...layers, aside], "fc", "image");
  expect(way.map(({ name }) => name)).toEqual(["fc", "pooled", "block", "sum", "bn2", "conv2", "relu1", "bn1", "conv1", "stem", "conv0", "image"]);
  expect(way.find(({ name }) => name === "stem")?.readers.map(({ name }) => name)).toEqual(["conv1", "sum"]);
  expect(way[0]?.readers).toEqual([]);
});

test("a shut gate hands back nothing, and says what it received", () => {
  const layer = { op: "relu", inputs: [{ name: "x", shape: [1, 1, 2, 1] }] } as unknown as InsideLayer;
  const numbers = { gradient: Float32Array.of(5, 7), input: Float32Array.of(-1, 2), parameters: [] };
  expect(handedBackBy(layer, { y: 0, x: 0, channel: 0 }, numbers)).toEqual({ kind: "gate", open: false, input: -1, received: 5, value: 0 });
  expect(handedBackBy(layer, { y: 0, x: 1, channel: 0 }, numbers)).toMatchObject({ open: true, value: 7 });
});

test("a rule that is not written here is told apart from one that gives 0", () => {
  expect(handedBackBy({ op: "silu", inputs: [] } as unknown as InsideLayer, { y: 0, x: 0, channel: 0 }, { gradient: Float32Array.of(1), input: Float32Array.of(1), parameters: [] })).toBeUndefined();
});

test("of a convolution with stride 2 a corner is read once, what lies between four windows by four", () => {
  const of = convolutionShapeOf({ op: "conv", shape: [1, 3, 3, 1], inputs: [{ name: "x", shape: [1, 5, 5, 1] }], parameters: [{ name: "w", shape: [3, 3, 1, 1] }], attributes: { strideH: 2, strideW: 2, top: 1, left: 1 } } as unknown as InsideLayer);
  if (!of) throw new Error("this is a convolution.");
  expect(readersOf(of, { y: 0, x: 0 })).toEqual([{ row: 1, column: 1, y: 0, x: 0 }]);
  expect(readersOf(of, { y: 1, x: 1 }).map(({ y, x }) => [y, x])).toEqual([[1, 1], [1, 0], [0, 1], [0, 0]]);
});

test("the strongest number's place, whatever its sign", () => {
  expect(strongestPlace([1, 2, 2, 2], Float32Array.of(0, 1, 2, 3, 0, -9, 1, 1))).toEqual({ y: 1, x: 0, channel: 1 });
  expect(strongestPlace([1, 3], Float32Array.of(0, 1, -2))).toEqual({ y: 0, x: 0, channel: 2 });
});

test("gradients are of the logits, not of the probabilities behind them", () => {
  const layer = (name: string, op: string, input: string): InsideLayer => ({ name, op, inputs: [{ name: input, shape: [] }] }) as unknown as InsideLayer;
  expect(logitsOf([layer("fc", "linear", "pooled"), layer("probabilities", "softmax", "fc")])).toBe("fc");
  expect(logitsOf([layer("fc", "linear", "pooled")])).toBe("fc");
});
