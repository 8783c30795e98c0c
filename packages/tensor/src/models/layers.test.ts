import { expect, test } from "vitest";
import { fileOf } from "../checkpoint/hand_made.ts";
import { openCheckpoint } from "../checkpoint/read_checkpoint.ts";
import { writeSafetensors } from "../checkpoint/safetensors.ts";
import { runByReferences } from "../devices/reference/reference_device.ts";
import { fuse } from "../graph/fuse.ts";
import { Graph } from "../graph/graph.ts";
import { numbersOf } from "../graph/parameter.ts";
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
