import { methodNamed } from "@camlucida/cam";
import { Graph, runByReferences } from "@camlucida/tensor";
import { seeded } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { channelWeights, correlationOf, largestShare, loudestChannels } from "./method_weights.ts";

test("a channel's weights are the methods' own", () => {
  const [height, width, channels] = [4, 5, 6];
  const features = seeded(1, height * width * channels).map((x, at) => (at % channels === 3 ? 0 : Math.max(x, 0))); // one channel is silent
  const gradient = seeded(2, features.length, 0.1);
  for (const name of ["grad-cam", "grad-cam++", "xgrad-cam"] as const) {
    const graph = new Graph();
    const { weights } = methodNamed(name);
    if (weights.from !== "gradient") throw new Error(`${name} weighs by a gradient.`);
    const made = weights.weigh(graph, name, graph.input("features", [1, height, width, channels]), graph.input("gradient", [1, height, width, channels]));
    const expected = runByReferences(graph, [made], { features, gradient })[made.name] as Float32Array;
    // Rounded to float32 there.
    for (let k = 0; k < channels; k++) expect(channelWeights(features, gradient, channels, k)[name]).toBeCloseTo(expected[k] as number, 6);
  }
});

test("the loudest by any method come first", () => {
  expect(loudestChannels([Float32Array.of(0, 1, -4, 2), Float32Array.of(0, 100, 0, 0)], 3)).toEqual([1, 2, 3]);
  expect(loudestChannels([Float32Array.of(0, 0)], 5)).toEqual([0, 1]);
});

test("maps that are one up to a factor, and maps that are not", () => {
  expect(largestShare(Float32Array.of(4, -8), Float32Array.of(1, -2), 4)).toBe(0);
  expect(largestShare(Float32Array.of(4, -8), Float32Array.of(4, -6))).toBe(0.25);
  expect(largestShare(new Float32Array(2), new Float32Array(2))).toBe(0);
  expect(correlationOf([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
  expect(correlationOf([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
  expect(correlationOf([1, 1], [0, 2])).toBeUndefined();
});
