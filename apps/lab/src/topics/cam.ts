// A class activation map, feature map by feature map, and the proof that it adds up to the logit.
//   M = Σ_k w_k · A_k        mean(M) + b = logit
import { evidenceFor } from "@camlucida/cam";
import { lastAxis } from "@camlucida/tensor";
import { onDevices } from "../here/devices.ts";
import { besides, grid, number, paragraphs, titled } from "../text.ts";
import type { Topic } from "../topic.ts";
import { computed, example, featureMaps, graphOf, labels, likeResnet18, rowOf, strongestFirst } from "./class_example.ts";

export const cam: Topic = {
  name: "cam",
  question: "Where is the evidence for a class? Weigh the feature maps as fc weighs their means.",
  worked: async () => paragraphs(growing(), proof()),
  async *here() {
    yield* residuals();
  },
};

function growing(): string {
  const { pooled } = computed(example);
  const row = rowOf(example, 0);
  const sum = new Float64Array(example.side ** 2);
  const blocks = strongestFirst(pooled, row).map((k, at) => {
    const weight = row[k] ?? NaN;
    const weighed = Float64Array.from(featureMaps[k] ?? [], (value) => weight * value);
    weighed.forEach((value, cell) => { sum[cell] = (sum[cell] ?? NaN) + value; });
    const mean = sum.reduce((all, value) => all + value, 0) / sum.length;
    const options = { width: example.side, decimals: 2 };
    return paragraphs(titled(`${number(weight, 2)} × channel ${k}`, grid(weighed, options)), titled(`sum of ${at + 1}`, grid(sum, options)), `mean ${number(mean, 2)}`);
  });
  return titled(`map of ${labels[0]}, the strongest channel first`, besides(...blocks));
}

function proof(): string {
  const { logits, maps: classMaps } = computed(example);
  const { side, bias } = example;
  const { map, logit, residual } = evidenceFor({ logits, classMaps, mapWidth: side, mapHeight: side }, { classes: bias.length, bias }, 0);
  const mean = map.reduce((all, value) => all + value, 0) / map.length;
  return [
    titled("the engine's map: fc at every cell, without its bias", grid(map, { width: side, decimals: 2 })),
    `its mean + bias: ${number(mean, 2)} + ${number(bias[0] ?? NaN, 2)} = ${number(mean + (bias[0] ?? NaN), 2)}`,
    `the logit, by pooling and fc: ${number(logit, 2)}, residual ${number(residual, 2)}`,
  ].join("\n");
}

/** The proof for all classes of a head of ResNet-18's size, on each device. */
async function* residuals(): AsyncIterable<string> {
  const head = likeResnet18();
  const { graph, logits, maps } = graphOf(head);
  const classes = lastAxis(logits);
  yield `The same for ${classes} classes of ${head.channels} channels of ${head.side}×${head.side} cells, of pseudo-random numbers in float32:`;
  for await (const { name, outputs } of onDevices(graph, [logits, maps], { features: head.features })) {
    const found = { logits: outputs[logits.name] as Float32Array, classMaps: outputs[maps.name] as Float32Array, mapWidth: head.side, mapHeight: head.side };
    const worst = Math.max(...Array.from({ length: classes }, (_, at) => evidenceFor(found, { classes, bias: head.bias }, at).residual));
    yield `${name}: largest residual ${worst.toExponential(1)}`;
  }
}
