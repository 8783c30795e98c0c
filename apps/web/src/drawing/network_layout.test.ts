import { forwardGraph, unfusedGraph } from "@camlucida/cam";
import { tinyResnet } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { layersOf } from "../engine/inside.ts";
import { layOut } from "./network_layout.ts";

const layers = layersOf(unfusedGraph(forwardGraph({ tensors: tinyResnet(), metadata: {}, skipped: [] }, [64, 64])));
const stages = [...new Set(layers.map(({ stage }) => stage))].map((stage) => [stage, layers.filter((layer) => layer.stage === stage)] as const);
const placeIn = (stage: string, name: string) => layOut(layers.filter((layer) => layer.stage === stage)).placed.find(({ layer }) => layer.name === name);

test.each(stages)("%s: every layer has a place of its own, below what it reads", (_, own) => {
  const { placed, ways, rows, columns } = layOut(own);
  expect(placed.map(({ layer }) => layer)).toEqual(own);
  expect(new Set(placed.map(({ column, row }) => `${column} ${row}`)).size).toBe(own.length);
  for (const { column, row } of placed) expect([column < columns, row < rows, row > 0]).toEqual([true, true, true]);
  for (const { from, to } of ways) expect(from.row).toBeLessThan(to.row);
  expect(ways).toHaveLength(own.reduce((sum, { inputs }) => sum + inputs.length, 0));
});

test("a projection stands beside the convolutions that it goes around", () => {
  const [conv, projection] = [placeIn("layer2", "layer2.0.conv1"), placeIn("layer2", "layer2.0.downsample.0")];
  expect([conv?.column, conv?.row]).toEqual([0, 1]);
  expect([projection?.column, projection?.row]).toEqual([1, 1]);
});

test("a shortcut without a projection leads from the block's beginning to its sum", () => {
  const own = layers.filter(({ stage }) => stage === "layer1");
  const sum = own.find(({ inputs }) => inputs.length === 2);
  const { ways, placed, comesIn } = layOut(own);
  const to = placed.find(({ layer }) => layer === sum);
  expect(comesIn).toBe("maxpool");
  expect(ways).toContainEqual({ from: { column: 0, row: 0 }, to: { column: 0, row: to?.row } });
});
