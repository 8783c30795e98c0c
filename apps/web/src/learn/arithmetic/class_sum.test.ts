import { globalAveragePool, Graph, linear, runByReferences } from "@camlucida/tensor";
import { seeded } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { classSumOf, meanOf, meansOf, partialMap, roadsOf, stopsOf, tableOf } from "./class_sum.ts";

/** Three maps of 3×3 cells with the means 3, 2 and 1. [3, 3, 3] */
const maps = [[0, 4, 2, 1, 8, 3, 0, 2, 7], [5, 1, 0, 3, 0, 0, 6, 2, 1], [0, 0, 2, 2, 4, 1, 0, 0, 0]];
const small = { features: Float32Array.from({ length: 27 }, (_, at) => maps[at % 3]?.[Math.floor(at / 3)] ?? NaN), mapWidth: 3, mapHeight: 3 };
const weights = Float32Array.of(1, -0.5, 0.25);

test("a logit by hand: 3·1 − 2·½ + 1·¼ + ½", () => {
  const sum = classSumOf(small, weights, 0.5);
  expect([...sum.means]).toEqual([3, 2, 1]);
  expect([...sum.contributions]).toEqual([3, -1, 0.25]);
  expect(sum.order).toEqual([0, 1, 2]);
  expect([...sum.running]).toEqual([0.5, 3.5, 2.5, 2.75]);
});

test("the map grows channel by channel, and its mean with it", () => {
  const sum = classSumOf(small, weights, 0.5);
  expect([...partialMap(small, sum, 0)]).toEqual(Array(9).fill(0));
  expect([...partialMap(small, sum, 2)]).toEqual([-2.5, 3.5, 2, -0.5, 8, 3, -3, 1, 6.5]);
  expect([...partialMap(small, sum, 3)]).toEqual([-2.5, 3.5, 2.5, 0, 9, 3.25, -3, 1, 6.5]);
  for (const count of [0, 1, 2, 3]) expect(meanOf(partialMap(small, sum, count)) + 0.5).toBeCloseTo(sum.running[count] ?? NaN, 12);
});

test("the engine pools and weighs to the same logits", () => {
  const [height, width, channels, classes] = [4, 5, 37, 3];
  const graph = new Graph();
  const [rows, biases] = [seeded(1, channels * classes), seeded(2, classes)];
  const pooled = globalAveragePool(graph, "pooled", graph.input("features", [1, height, width, channels]));
  const logits = linear(graph, "logits", pooled, graph.parameter("w", [channels, classes], rows), graph.parameter("b", [classes], biases));
  const features = seeded(3, height * width * channels);
  const expected = runByReferences(graph, [pooled, logits], { features });
  const of = { features, mapWidth: width, mapHeight: height };
  meansOf(of).forEach((mean, k) => expect(mean).toBeCloseTo((expected["pooled"] as Float32Array)[k] ?? NaN, 6)); // float32 there
  for (let c = 0; c < classes; c++) {
    const sum = classSumOf(of, rows.filter((_, at) => at % classes === c), biases[c] ?? NaN);
    expect(sum.running.at(-1)).toBeCloseTo((expected["logits"] as Float32Array)[c] ?? NaN, 5);
  }
});

test("steps go one by one at first and end with all", () => {
  expect(stopsOf(3)).toEqual([0, 1, 2, 3]);
  expect(stopsOf(64)).toEqual(Array.from({ length: 65 }, (_, at) => at));
  for (const channels of [65, 512, 2048]) {
    const stops = stopsOf(channels);
    expect(stops.slice(0, 17)).toEqual(Array.from({ length: 17 }, (_, at) => at));
    expect(stops.at(-1)).toBe(channels);
    expect(stops.length).toBeLessThan(75);
    expect(stops.every((stop, at) => at === 0 || stop > (stops[at - 1] ?? Infinity))).toBe(true);
  }
});

test("the table's rows have the contributions as means, its columns add up to the map", () => {
  const of = { features: seeded(4, 6 * 20), mapWidth: 3, mapHeight: 2 };
  const sum = classSumOf(of, seeded(5, 20), 0.25);
  for (const [most, rows] of [[5, 6], [19, 20], [20, 20], [50, 20]] as const) {
    const table = tableOf(of, sum, most);
    expect(table.length).toBe(rows);
    table.forEach(({ channel, mean }) => { if (channel !== undefined) expect(mean).toBeCloseTo(sum.contributions[channel] ?? NaN, 12); });
    expect(table.reduce((all, { mean }) => all + mean, 0.25)).toBeCloseTo(sum.running.at(-1) ?? NaN, 12);
    partialMap(of, sum, 20).forEach((value, cell) => expect(table.reduce((all, { products }) => all + (products[cell] ?? NaN), 0)).toBeCloseTo(value, 12));
  }
});

test("both roads meet where nothing lies between, and part where something does", () => {
  const sum = classSumOf(small, weights, 0.5);
  expect(roadsOf(small, sum, "nothing")).toEqual({ pooledFirst: 2.25, weighedFirst: 2.25 });
  // the map has −2.5 and −3 below 0: (20.25 + 5.5)/9
  expect(roadsOf(small, sum, "relu")).toEqual({ pooledFirst: 2.25, weighedFirst: expect.closeTo(25.75 / 9, 12) });
  expect(roadsOf(small, sum, "square").pooledFirst).toBe(2.25 ** 2);
  expect(roadsOf(small, sum, "square").weighedFirst).toBeCloseTo((6.25 + 12.25 + 6.25 + 0 + 81 + 10.5625 + 9 + 1 + 42.25) / 9, 12);
  expect(roadsOf(small, sum, "maximum")).toEqual({ pooledFirst: 8 - 3 + 1, weighedFirst: 9 });
});
