import { expect, test } from "vitest";
import { runByReferences } from "../devices/reference/reference_device.ts";
import { Graph, stepsFor } from "./graph.ts";
import { globalAveragePool } from "../ops/global_average_pool/global_average_pool.ts";
import { maxPool } from "../ops/max_pool/max_pool.ts";
import { relu } from "../ops/relu/relu.ts";
import { imageShape, lastAxis } from "./shapes.ts";

const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

test("refuses two values of one name, empty axes and parameters of another length", () => {
  const graph = new Graph();
  graph.input("x", [1, 4]);
  expect(() => graph.input("x", [1, 4])).toThrow(coded("graph-name"));
  expect(() => graph.input("empty", [1, 0])).toThrow(coded("graph-shape"));
  expect(() => graph.input("half", [1.5])).toThrow(coded("graph-shape"));
  expect(() => graph.parameter("w", [2, 2], new Float32Array(3))).toThrow(coded("graph-shape"));
});

test("keeps only the steps that the outputs depend on", () => {
  const graph = new Graph();
  const x = graph.input("x", [1, 4]);
  const a = relu(graph, "a", x);
  relu(graph, "unread", x);
  const b = relu(graph, "b", a);
  expect(stepsFor(graph.steps, [b]).map(({ output }) => output.name)).toEqual(["a", "b"]);
});

test("refuses an input that is missing or has the wrong length", () => {
  const graph = new Graph();
  const out = relu(graph, "out", graph.input("x", [1, 4]));
  expect(() => runByReferences(graph, [out], {})).toThrow(coded("input"));
  expect(() => runByReferences(graph, [out], { x: new Float32Array(3) })).toThrow(coded("input"));
});

test("a missing axis is an error, not a 0", () => {
  const graph = new Graph();
  const row = graph.input("row", [3, 4]);
  expect(() => imageShape(row)).toThrow(/"row" is \[3, 4\]; expected 4 axes/);
  expect(() => imageShape(undefined)).toThrow(coded("graph-shape"));
  expect(() => globalAveragePool(graph, "mean", row)).toThrow(coded("graph-shape"));
  expect(() => maxPool(graph, "pooled", row, { kernel: 1, stride: 1 })).toThrow(coded("graph-shape"));
  expect(() => lastAxis({ name: "number", shape: [] })).toThrow(coded("graph-shape"));
});
