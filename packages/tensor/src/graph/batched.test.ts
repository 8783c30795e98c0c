import { test } from "vitest";
import { runByReferences } from "../devices/reference/reference_device.ts";
import { adaptiveAveragePool } from "../ops/resample/adaptive_average_pool.ts";
import { border } from "../ops/resample/border.ts";
import { resize } from "../ops/resample/resize.ts";
import { channelShuffle } from "../ops/channel_gather/channel_gather.ts";
import { concat } from "../ops/concat/concat.ts";
import { groupNorm, instanceNorm, layerNorm } from "../ops/group_norm/group_norm.ts";
import { linear } from "../ops/linear/linear.ts";
import { localResponseNorm } from "../ops/local_response_norm/local_response_norm.ts";
import { pad } from "../ops/pad/pad.ts";
import { flatten, reshape } from "../ops/reshape/reshape.ts";
import { split } from "../ops/slice/slice.ts";
import { expectClose, runOnGpuWithPadding, seeded, testGpu } from "../testing/index.ts";
import { batched } from "./batched.ts";
import { elements, Graph, type Value } from "./graph.ts";

const gpu = await testGpu();
const count = 3;

/** One image through every op that moves, resizes or normalises; channels in no whole quads. */
function everything() {
  const graph = new Graph();
  const image = graph.input("image", [1, 4, 5, 6]);
  const norm = (groups: number) => {
    const vector = (name: string, seed: number): Value => graph.parameter(`${name}${groups}`, [6], seeded(seed, 6));
    return { gamma: vector("gamma", 1), beta: vector("beta", 2), epsilon: 1e-3, groups };
  };
  const [few, many] = split(graph, "part", image, [1, 5]) as [Value, Value];
  const shuffled = channelShuffle(graph, "shuffled", concat(graph, "joined", [many, few]), 2);
  const grouped = groupNorm(graph, "grouped", shuffled, norm(3));
  const alone = instanceNorm(graph, "alone", grouped, norm(6));
  const layered = layerNorm(graph, "layered", alone, norm(1));
  const responding = localResponseNorm(graph, "responding", layered, { size: 3, alpha: 1 });
  const padded = pad(graph, "padded", responding, { left: 1, bottom: 2, value: 0.5 });
  const mirrored = border(graph, "mirrored", padded, { mode: "reflect", top: 1, right: 2 });
  const larger = resize(graph, "larger", mirrored, { height: 9, width: 7, mode: "bilinear" });
  const pooled = adaptiveAveragePool(graph, "pooled", larger, { height: 2, width: 3 });
  const flat = flatten(graph, "flat", reshape(graph, "rows", pooled, [1, 6, 6]));
  const weight = graph.parameter("weight", [36, 5], seeded(3, 180));
  return { graph, image, out: linear(graph, "out", flat, weight, graph.parameter("bias", [5], seeded(4, 5))) };
}

test("each image of a batch goes its way as if it were alone", async () => {
  const { graph, image, out } = everything();
  const { graph: many, input, outputs } = batched(graph, image, [out], count);
  const numbers = seeded(5, elements(input.shape));
  const size = elements(image.shape);
  const expected = new Float32Array(count * elements(out.shape));
  for (let at = 0; at < count; at++) {
    const alone = runByReferences(graph, [out], { image: numbers.subarray(at * size, (at + 1) * size) })["out"];
    expected.set(alone as Float32Array, at * elements(out.shape));
  }
  expectClose(runByReferences(many, outputs, { image: numbers })["out"] as Float32Array, expected, 0, "on the CPU");
  if (!gpu) return;
  const found = await runOnGpuWithPadding(gpu, many, outputs, { image: numbers });
  expectClose(found["out"] as Float32Array, expected, 1e-4, "on the GPU"); // three normalisations, each to 1e-5
});
