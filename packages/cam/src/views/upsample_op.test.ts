import type { Gpu } from "@camlucida/tensor";
import { testGpu } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { both } from "../testing/both.ts";
import { largestDifference } from "../testing/difference.ts";
import { noiseFloats } from "../testing/noise.ts";
import type { Region } from "../region.ts";
import { axisTable } from "./axis_table.ts";
import { Feed } from "./picture_graph.ts";
import { place, upsample } from "./upsample.ts";
import { upsampleStep } from "./upsample_op.ts";

interface Case {
  readonly map: readonly [width: number, height: number];
  readonly photo: readonly [width: number, height: number];
  readonly region?: Region; // default: the whole photograph
}

const gpu = await testGpu();
const withGpu = test.skipIf(gpu === undefined);

/** Of values up to 8: two blends of two products each, every operation rounded to 2⁻²⁴. Measured: 0. */
const tolerance = 8 * 6 * 2 ** -24;

function stepOf({ map: [width, height], photo, region = { x: 0, y: 0, width: photo[0], height: photo[1] } }: Case, values: Float32Array) {
  const placement = place(width, height, region, ...photo);
  const { box, columns, rows } = placement;
  const feed = new Feed();
  const output = upsampleStep(
    feed.graph, "spread", feed.input("map", [values.length], values), width,
    feed.input("columns", [box.width, 4], axisTable(columns, columns.weights)),
    feed.input("rows", [box.height, 4], axisTable(rows, rows.weights)),
  );
  return { feed, output, expected: upsample(values, width, height, placement) };
}

const cases: readonly Case[] = [
  { map: [1, 1], photo: [1, 1] },
  { map: [1, 1], photo: [9, 17] },
  { map: [7, 7], photo: [1, 1] },
  { map: [7, 7], photo: [7, 7] },
  { map: [7, 7], photo: [1, 37] },
  { map: [7, 7], photo: [65, 1] },
  { map: [7, 7], photo: [53, 31] },
  { map: [7, 7], photo: [8, 8] }, // one workgroup
  { map: [7, 7], photo: [451, 300] },
  { map: [2, 5], photo: [3, 8] },
  { map: [5, 2], photo: [16, 9] },
  { map: [13, 11], photo: [6, 5] }, // smaller than the map
  { map: [7, 7], photo: [53, 31], region: { x: 11, y: 0, width: 31, height: 31 } },
  { map: [7, 7], photo: [53, 31], region: { x: 10.5, y: 0.25, width: 31.5, height: 30.5 } },
];

withGpu.for(cases)("a map of $map over a photograph of $photo, region $region", async (shape) => {
  const { feed, output, expected } = stepOf(shape, noiseFloats(5, shape.map[0] * shape.map[1]));
  const { onGpu, onCpu } = await both(gpu as Gpu, feed, output);
  expect(onCpu).toEqual(expected);
  expect(largestDifference(onGpu, expected)).toBeLessThanOrEqual(tolerance);
});

withGpu.for([0, 1, 0.5, -8])("a constant map of %d stays constant", async (value) => {
  for (const shape of cases) {
    const { feed, output, expected } = stepOf(shape, new Float32Array(shape.map[0] * shape.map[1]).fill(value));
    const { onGpu } = await both(gpu as Gpu, feed, output);
    expect(largestDifference(onGpu, new Float32Array(expected.length).fill(value))).toBeLessThanOrEqual(tolerance);
  }
});
