import { conv, Graph, runByReferences, type ConvOptions } from "@camlucida/tensor";
import { seeded } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import type { InsideLayer } from "../../engine/protocol.ts";
import { convolutionShapeOf, foldedNumber, outputNumber, placesAlong, productsOf, strongestCell, strongestFirst, type ConvolutionNumbers, type ConvolutionShape } from "./convolution.ts";

const cases: readonly { name: string; kernel: [number, number]; channels: [number, number]; options: ConvOptions }[] = [
  { name: "3×3", kernel: [3, 3], channels: [5, 6], options: { padding: 1 } },
  { name: "7×7 of stride 2", kernel: [7, 7], channels: [3, 4], options: { padding: 3, stride: 2 } },
  { name: "1×1", kernel: [1, 1], channels: [8, 3], options: {} },
  { name: "1×1 of stride 2", kernel: [1, 1], channels: [8, 3], options: { stride: 2 } },
  { name: "in groups", kernel: [3, 3], channels: [6, 4], options: { padding: 1, groups: 2 } },
  { name: "each channel by itself", kernel: [3, 3], channels: [4, 4], options: { padding: 1, stride: 2, groups: 4 } },
  { name: "dilated, of unequal sides", kernel: [3, 2], channels: [2, 2], options: { padding: [2, 0, 1, 1], dilation: [2, 1], stride: [1, 2] } },
];

test.each(cases)("every number of the output is the sum of its parts: $name", ({ kernel, channels: [cin, cout], options }) => {
  const [height, width] = [8, 9];
  const graph = new Graph();
  const groupIn = cin / (options.groups ?? 1);
  const numbers: ConvolutionNumbers = {
    image: seeded(1, height * width * cin), weight: seeded(2, kernel[0] * kernel[1] * groupIn * cout), bias: seeded(3, cout),
  };
  const weight = graph.parameter("weight", [...kernel, groupIn, cout], numbers.weight);
  const output = conv(graph, "output", graph.input("image", [1, height, width, cin]), weight, graph.parameter("bias", [cout], numbers.bias), options);
  const expected = runByReferences(graph, [output], { image: numbers.image })["output"] as Float32Array;
  const [step] = graph.steps;
  const shape = convolutionShapeOf({
    op: "conv", shape: output.shape, inputs: [{ name: "image", shape: [1, height, width, cin] }], parameters: [weight], attributes: step?.constants ?? {},
  } as unknown as InsideLayer) as ConvolutionShape;
  for (let y = 0, at = 0; y < shape.outHeight; y++) {
    for (let x = 0; x < shape.outWidth; x++) {
      for (let channel = 0; channel < cout; channel++, at++) {
        // Both sum in float64; the reference is rounded to float32 at the end.
        expect(outputNumber(shape, numbers, { y, x, channel }).value).toBeCloseTo(expected[at] as number, 6);
      }
    }
  }
});

test("the window at a corner is 0 outside of the image", () => {
  const shape: ConvolutionShape = {
    height: 2, width: 2, channels: 1, kernelHeight: 3, kernelWidth: 3, groupChannels: 1, outHeight: 2, outWidth: 2, outChannels: 1,
    strideH: 1, strideW: 1, dilationH: 1, dilationW: 1, top: 1, left: 1, groups: 1,
  };
  const numbers = { image: Float32Array.of(1, 2, 3, 4), weight: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), bias: Float32Array.of(0) };
  const { window, products, sum } = productsOf(shape, numbers, { y: 0, x: 0, channel: 0 }, 0);
  expect([...window]).toEqual([0, 0, 0, 0, 1, 2, 0, 3, 4]);
  expect([...products]).toEqual([0, 0, 0, 0, 5, 12, 0, 24, 36]);
  expect(sum).toBe(77);
  expect(foldedNumber(shape, numbers, { y: 0, x: 0, channel: 0 }, 0.5)).toBe(38.5);
});

test("the strongest channel comes first, whatever its sign", () => expect(strongestFirst([1, -5, 3, 0])).toEqual([1, 2, 0, 3]));

test("where to look first: the channel that varies most, and its largest number", () => {
  // [2, 2, 2]: 5 5 5 5 and 0 −9 1 2
  expect(strongestCell(Float32Array.of(5, 0, 5, -9, 5, 1, 5, 2), 2, 2)).toEqual({ y: 1, x: 1, channel: 1 });
  expect(strongestCell(Float32Array.of(5, 0, 5, -9, 5, 1, 5, 2), 2, 2, (channel) => channel === 0).channel).toBe(0);
  expect(strongestCell(Float32Array.of(5, 0, 5, -9, 5, 1, 5, 2), 2, 2, () => false).channel).toBe(1);
});

test("the output's size", () => {
  expect(placesAlong(224, 7, 2, 3)).toBe(112); // ResNet's first
  expect(placesAlong(5, 3, 1, 1)).toBe(5);
  expect(placesAlong(5, 3, 2, 0)).toBe(2);
  expect(placesAlong(2, 5, 1, 0)).toBe(0);
});
