import { expect, test } from "vitest";
import { fileOf } from "./checkpoint/hand_made.ts";
import { openCheckpoint, writeSafetensors } from "./checkpoint/index.ts";
import { runOnCpu } from "./cpu.ts";
import { fuse } from "./fuse.ts";
import { elements, Graph, type Shape } from "./graph.ts";
import { permute } from "./layers.ts";
import { numbersOf } from "./parameter.ts";
import { resnet } from "./resnet.ts";
import { seeded, tinyResnet } from "./testing/index.ts";

test.each<[Shape, readonly number[]]>([
  [[5], [0]], [[3, 4], [1, 0]], [[33, 2], [1, 0]], [[16, 3, 1, 1], [2, 3, 1, 0]], [[21, 5, 3, 2], [2, 3, 1, 0]], [[1, 1, 7, 7], [2, 3, 1, 0]],
])("%j in the order %j: every number is where its indices say", (shape, order) => {
  const data = Float32Array.from({ length: elements(shape) }, (_, at) => at);
  const stridesOf = (lengths: Shape): number[] => lengths.map((_, axis) => elements(lengths.slice(axis + 1)));
  const strides = stridesOf(shape);
  const lengths = order.map((axis) => shape[axis] as number);
  const expected = data.map((_, at) => stridesOf(lengths).reduce((from, stride, axis) => {
    const index = Math.floor(at / stride) % (lengths[axis] as number);
    return from + index * (strides[order[axis] as number] as number);
  }, 0));
  const buffer = new Float32Array(data.length);
  const read = (from: number, to: number): Float32Array => {
    buffer.fill(NaN).set(data.subarray(from, to)); // as a file does that is read in pieces
    return buffer.subarray(0, to - from);
  };
  const into = new Float32Array(data.length).fill(NaN);
  permute(read, shape, order, into);
  expect(into).toEqual(expected);
});

test("a network whose weights are still in their file is the network whose weights are in memory", () => {
  const tensors = tinyResnet();
  const built = [{ tensors, metadata: {}, skipped: [] }, openCheckpoint(fileOf(writeSafetensors(tensors)))].map((checkpoint) => {
    const graph = new Graph();
    const { logits } = resnet(graph, checkpoint, graph.input("image", [1, 33, 35, 3]));
    return { logits, graph: fuse(graph, [logits]) };
  });
  const image = seeded(1, 33 * 35 * 3, 2);
  const [here, there] = built.map(({ graph, logits }) => runOnCpu(graph, [logits], { image })[logits.name]);
  expect(there).toEqual(here);
  const [ours, theirs] = built.map(({ graph }) => [...graph.parameters.values()].map(numbersOf));
  expect(theirs).toEqual(ours);
});
