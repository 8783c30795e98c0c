import { forwardGraph } from "@camlucida/cam";
import { tinyResnet } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { memoryPlanOf } from "./memory_plan.ts";

const { arrays, buffers } = memoryPlanOf(forwardGraph({ tensors: tinyResnet(), metadata: {}, skipped: [] }, [64, 64]));

test("nobody's buffer is written while its array is still read", () => {
  expect(arrays.length).toBeGreaterThan(20);
  for (const [at, one] of arrays.entries()) {
    for (const other of arrays.slice(at + 1)) if (one.buffer === other.buffer) expect(one.to, `${one.name}, ${other.name}`).toBeLessThan(other.from);
    for (const read of one.reads) expect(arrays[read]?.to, one.name).toBeGreaterThanOrEqual(one.from);
  }
});

test("a buffer is as large as the largest array that lies in it, and many share one", () => {
  buffers.forEach((size, buffer) => expect(size).toBe(Math.max(...arrays.filter((one) => one.buffer === buffer).map(({ bytes }) => bytes))));
  expect(buffers.length).toBeLessThan(arrays.length / 2);
});

test("the bytes are the shapes', four for a number, channels in fours", () => {
  for (const { shape, bytes } of arrays) {
    const [channels = 1, ...others] = shape.toReversed();
    expect(bytes % 4).toBe(0);
    if (channels % 4 === 0) expect(bytes).toBe(4 * channels * others.reduce((product, axis) => product * axis, 1));
  }
});

test("what is asked for at the end is alive to the end", () => {
  const last = arrays.filter(({ to }) => to === arrays.length).map(({ op }) => op);
  expect(last).toContain("top_k");
  expect(last).toContain("softmax");
});
