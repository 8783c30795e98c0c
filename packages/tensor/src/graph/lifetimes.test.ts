import { expect, test } from "vitest";
import { Graph } from "./graph.ts";
import { bytesOf } from "./layout.ts";
import { allocate } from "./lifetimes.ts";
import { add } from "../ops/add/add.ts";
import { relu } from "../ops/relu/relu.ts";

/** x → a → b → c → d, each [1, 4]: 16 bytes. */
function chain() {
  const graph = new Graph();
  const a = relu(graph, "a", graph.input("x", [1, 4]));
  const b = relu(graph, "b", a);
  const c = relu(graph, "c", b);
  return { graph, a, b, c, d: relu(graph, "d", c) };
}

test("a chain alternates between two buffers", () => {
  const { graph, a, b, c, d } = chain();
  const { bufferOf, sizes } = allocate(graph.steps, new Set([d]), bytesOf);
  expect(sizes).toEqual([16, 16]);
  expect([a, b, c, d].map((value) => bufferOf.get(value))).toEqual([0, 1, 0, 1]);
});

test("a kept Value's buffer is given to nobody else", () => {
  const { graph, a, b, c, d } = chain();
  const { bufferOf } = allocate(graph.steps, new Set([a, d]), bytesOf);
  expect([b, c, d].map((value) => bufferOf.get(value))).not.toContain(bufferOf.get(a));
});

test("a shortcut stays alive until the sum has read it", () => {
  const { graph, a, b, c, d } = chain();
  const sum = add(graph, "sum", d, a);
  const { bufferOf } = allocate(graph.steps, new Set([sum]), bytesOf);
  expect([b, c, d, sum].map((value) => bufferOf.get(value))).not.toContain(bufferOf.get(a));
});
