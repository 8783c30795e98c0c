import { conv, Graph, runByReferences } from "@camlucida/tensor";
import { seeded } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import type { InsideLayer } from "../../engine/protocol.ts";
import type { ConvolutionNumbers, ConvolutionShape } from "./convolution.ts";
import { cellOf, channelTile, placeInTile, strongestChannel, tilesAlong, tileUnder, wholeTile, winogradShapeOf } from "./winograd.ts";

const layerOf = (shape: readonly number[], image: readonly number[], kernel: readonly number[], attributes: object): InsideLayer =>
  ({ op: "conv", shape, inputs: [{ name: "image", shape: image }], parameters: [{ name: "weight", shape: kernel }], attributes } as unknown as InsideLayer);

describe.each([[1, 8, 9], [0, 7, 6]])("padding %i, %i×%i", (padding, height, width) => {
  const [cin, cout] = [5, 3];
  const numbers: ConvolutionNumbers = { image: seeded(1, height * width * cin), weight: seeded(2, 9 * cin * cout), bias: seeded(3, cout) };
  const graph = new Graph();
  const weight = graph.parameter("weight", [3, 3, cin, cout], numbers.weight);
  const output = conv(graph, "output", graph.input("image", [1, height, width, cin]), weight, graph.parameter("bias", [cout], numbers.bias), { padding });
  const expected = runByReferences(graph, [output], { image: numbers.image })["output"] as Float32Array;
  const shape = winogradShapeOf(layerOf(output.shape, [1, height, width, cin], [3, 3, cin, cout], graph.steps[0]?.constants ?? {})) as ConvolutionShape;

  test("every tile is what the convolution gives there, and so are the direct sums beside it", () => {
    for (let tileY = 0; tileY < tilesAlong(shape.outHeight); tileY++) for (let tileX = 0; tileX < tilesAlong(shape.outWidth); tileX++) for (let channel = 0; channel < cout; channel++) {
      const { values, direct } = wholeTile(shape, numbers, { tileY, tileX, channel });
      for (let at = 0; at < 4; at++) {
        const cell = cellOf({ tileY, tileX, channel }, at);
        expect([tileUnder(cell), placeInTile(cell)]).toEqual([{ tileY, tileX, channel }, at]);
        const { y, x } = cell;
        if (y >= shape.outHeight || x >= shape.outWidth) {
          expect(direct[at]).toBeNaN();
          continue;
        }
        const right = expected[(y * shape.outWidth + x) * cout + channel] as number;
        // Both sum in float64; the reference is rounded to float32 at the end.
        expect(values[at]).toBeCloseTo(right, 6);
        expect(direct[at]).toBeCloseTo(right, 6);
      }
    }
  });

  test("the channel to begin with is the one whose products are largest", () => {
    const tile = { tileY: 1, tileX: 1, channel: 1 };
    const sizes = Array.from({ length: cin }, (_, within) => channelTile(shape, numbers, tile, within).products.reduce((sum, product) => sum + Math.abs(product), 0));
    expect(sizes[strongestChannel(shape, numbers, tile)]).toBe(Math.max(...sizes));
  });
});

test("the parts are those of the equations", () => {
  const numbers: ConvolutionNumbers = { // the lab's example
    image: Float32Array.of(1, 2, 0, 1, 0, 1, 3, 1, 2, 0, 1, 0, 1, 1, 2, 3), weight: Float32Array.of(1, 2, -1, 0, 2, 1, -1, 1, 2), bias: Float32Array.of(0),
  };
  const shape = winogradShapeOf(layerOf([1, 2, 2, 1], [1, 4, 4, 1], [3, 3, 1, 1], { strideH: 1, strideW: 1, dilationH: 1, dilationW: 1, top: 0, left: 0 })) as ConvolutionShape;
  const { halfPixels, halfKernel, ofKernel } = channelTile(shape, numbers, { tileY: 0, tileX: 0, channel: 0 }, 0);
  expect(Array.from(halfPixels.subarray(0, 4))).toEqual([1 - 2, 2 - 0, 0 - 1, 1 - 0]); // row 0 of Bᵀ·d: d0 − d2
  expect(Array.from(halfKernel.subarray(3, 6))).toEqual([(1 + 0 - 1) / 2, (2 + 2 + 1) / 2, (-1 + 1 + 2) / 2]); // row 1 of G·g: (g0 + g1 + g2)/2
  expect(Array.from(ofKernel.subarray(0, 4))).toEqual([1, 1, -1, -1]);
});

test("strides, dilation and other kernels are not for it", () => {
  const plain = { strideH: 1, strideW: 1, dilationH: 1, dilationW: 1, top: 1, left: 1 };
  const shapeFor = (kernel: readonly number[], attributes: object): unknown => winogradShapeOf(layerOf([1, 4, 4, 2], [1, 4, 4, 2], kernel, attributes));
  expect(shapeFor([3, 3, 2, 2], plain)).toBeDefined();
  expect(shapeFor([1, 1, 2, 2], plain)).toBeUndefined();
  expect(shapeFor([3, 3, 2, 2], { ...plain, strideH: 2, strideW: 2 })).toBeUndefined();
  expect(shapeFor([3, 3, 2, 2], { ...plain, dilationW: 2 })).toBeUndefined();
});
