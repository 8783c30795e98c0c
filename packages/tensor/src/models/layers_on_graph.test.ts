import { expect, test } from "vitest";
import { linearReference } from "../ops/linear/linear.ts";
import { fileOf } from "../checkpoint/hand_made.ts";
import { openCheckpoint } from "../checkpoint/read_checkpoint.ts";
import { writeSafetensors } from "../checkpoint/safetensors.ts";
import { runByReferences } from "../devices/reference/reference_device.ts";
import { fuse } from "../graph/fuse.ts";
import { Graph } from "../graph/graph.ts";
import { numbersOf } from "../graph/parameter.ts";
import { layersOf } from "./layers_on_graph.ts";
import { resnet } from "./resnet_graph.ts";
import { seeded, tinyResnet } from "../testing/index.ts";

test("a network whose weights are still in their file is the network whose weights are in memory", () => {
  const tensors = tinyResnet();
  const built = [{ tensors, metadata: {}, skipped: [] }, openCheckpoint(fileOf(writeSafetensors(tensors)))].map((checkpoint) => {
    const graph = new Graph();
    const { logits } = resnet(graph, checkpoint, graph.input("image", [1, 33, 35, 3]));
    return { logits, graph: fuse(graph, [logits]) };
  });
  const image = seeded(1, 33 * 35 * 3, 2);
  const [here, there] = built.map(({ graph, logits }) => runByReferences(graph, [logits], { image })[logits.name]);
  expect(there).toEqual(here);
  const [ours, theirs] = built.map(({ graph }) => [...graph.parameters.values()].map(numbersOf));
  expect(theirs).toEqual(ours);
});

test.each([[1, 2 ** 27], [3, 500]])("a layer behind flattening finds each channel and position where PyTorch has it, in %i parts", (parts, mostBytes) => {
  const [h, w, c, out] = [2, 3, 5, 11]; // of 120 bytes each
  const image = seeded(1, h * w * c); // [H, W, C]
  const tensors = new Map([
    ["fc.weight", { shape: [out, c * h * w], data: seeded(2, out * c * h * w) }],
    ["fc.bias", { shape: [out], data: seeded(3, out) }],
  ]);
  const graph = new Graph();
  const layers = layersOf(graph, { tensors, nameInFile: (name) => name }, { epsilon: 1e-5, mostBytes });
  const output = layers.flattenedLinear("fc", graph.input("image", [1, h, w, c]));
  expect([output.shape, graph.steps.filter(({ op }) => op.name === "linear").length]).toEqual([[1, out], parts]);
  const found = runByReferences(graph, [output], { image })["fc"];

  // [C, H, W]
  const planes = image.map((_, at) => image[(at % (h * w)) * c + Math.floor(at / (h * w))] as number);
  const { data } = tensors.get("fc.weight")!;
  const columns = data.map((_, at) => data[(at % out) * c * h * w + Math.floor(at / out)] as number); // [C·H·W, out]
  const expected = linearReference(planes, columns, tensors.get("fc.bias")!.data);
  expected.forEach((number, k) => expect(found?.[k]).toBeCloseTo(number, 6)); // the same products in another order

  const larger = graph.input("larger", [1, h, w + 1, c]);
  const refused = expect.objectContaining({ code: "checkpoint-wrong-shape" }) as Error;
  expect(() => layers.flattenedLinear("fc", larger)).toThrow(refused);
});
