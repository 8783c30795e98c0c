import fc from "fast-check";
import { expect, test } from "vitest";
import { CheckpointError } from "../graph/errors.ts";
import { Graph } from "../graph/graph.ts";
import { resnet } from "./resnet_graph.ts";
import { tinyResnet } from "../testing/index.ts";

const names = [...tinyResnet().keys()];

/** One tensor gone, under another name, or of another shape; or one more of any shape. */
const change = fc.record({
  name: fc.constantFrom(...names),
  as: fc.constantFrom("nothing", "renamed", "reshaped", "beside"),
  other: fc.constantFrom("layer1.2.conv1.weight", "layer5.0.conv1.weight", "head.weight", "fc.1.weight", "projector.weight", "layer2.0.shortcut.0.weight", "layer1.0.conv3.weight", "layer1.0.downsample.0.weight", "x"),
  shape: fc.array(fc.constantFrom(0, 1, 2, 3, 4, 7, 8, 12, 16), { maxLength: 5 }),
  stem: fc.constantFrom({}, { "camlucida.stem": "stride=1,pool=none" }, { "camlucida.stem": "stride=4,pool=max,padding=16" }),
});

test("a network is built, or a CheckpointError says why not: never an error of the graph", () => {
  let [built, refused] = [0, 0];
  fc.assert(fc.property(fc.array(change, { minLength: 0, maxLength: 3 }), (changes) => {
    const tensors = tinyResnet();
    const metadata = Object.assign({}, ...changes.map(({ stem }) => stem)) as Record<string, string>;
    for (const { name, as, other, shape } of changes) {
      const tensor = { shape, data: new Float32Array(shape.reduce<number>((product, side) => product * side, 1)) };
      const before = tensors.get(name);
      if (as === "beside") tensors.set(other, tensor);
      else if (as === "reshaped") tensors.set(name, tensor);
      else tensors.delete(name);
      if (as === "renamed" && before) tensors.set(other, before);
    }
    const graph = new Graph();
    try {
      const { logits } = resnet(graph, { tensors, metadata, skipped: [] }, graph.input("image", [1, 64, 48, 3]));
      expect(logits.shape[1]).toBeGreaterThan(0);
      built++;
    } catch (error) {
      expect(error).toBeInstanceOf(CheckpointError);
      refused++;
    }
  }), { numRuns: 120 });
  expect(Math.min(built, refused)).toBeGreaterThan(10);
});
