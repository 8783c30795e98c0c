// A ResNet in small, of odd channel counts: stem, max-pool, one block around an identity, 5 logits.
import { Graph, elements, type Value } from "../graph/graph.ts";
import { add } from "../ops/add/add.ts";
import { globalAveragePool } from "../ops/global_average_pool/global_average_pool.ts";
import { batchNorm } from "../ops/batch_norm/batch_norm.ts";
import { conv } from "../ops/conv/conv.ts";
import { linear } from "../ops/linear/linear.ts";
import { maxPool } from "../ops/max_pool/max_pool.ts";
import { relu } from "../ops/relu/relu.ts";
import { seeded } from "./seeded.ts";
import type { CheckpointTensor } from "../checkpoint/checkpoint.ts";

export const smallImage = [2, 17, 13, 3]; // [N, H, W, C]

/** Its graph with pseudo-random parameters, its output [2, 5], and the Values worth differentiating by, the image first. */
export function smallResnet() {
  const graph = new Graph();
  let seed = 1;
  const parameter = (name: string, shape: number[], scale: number, offset = 0): Value =>
    graph.parameter(name, shape, seeded(seed++, elements(shape), scale).map((number) => number + offset));
  const image = graph.input("image", smallImage);
  const stem = relu(graph, "stem", layer("conv1", image, 2));
  const pooled = maxPool(graph, "maxpool", stem, { kernel: 3, stride: 2, padding: 1 });
  const middle = relu(graph, "block.relu", layer("block.conv1", pooled, 1));
  const block = relu(graph, "block", add(graph, "block.add", layer("block.conv2", middle, 1), pooled));
  const logits = linear(graph, "fc", globalAveragePool(graph, "avgpool", block), parameter("fc.weight", [7, 5], 1), parameter("fc.bias", [5], 1));
  return { graph, logits, layers: [image, stem, pooled, middle, block] as const };

  /** 3×3 to 7 channels, and batch-norm. */
  function layer(name: string, input: Value, stride: number): Value {
    const cin = input.shape[3] ?? 0;
    const weight = parameter(`${name}.weight`, [3, 3, cin, 7], Math.sqrt(6 / (9 * cin)));
    const sum = conv(graph, name, input, weight, graph.parameter(`${name}.bias`, [7], new Float32Array(7)), { stride, padding: 1 });
    return batchNorm(graph, `${name}.bn`, sum, {
      gamma: parameter(`${name}.gamma`, [7], 0.5, 1), beta: parameter(`${name}.beta`, [7], 0.5),
      mean: parameter(`${name}.mean`, [7], 0.5), variance: parameter(`${name}.variance`, [7], 0.5, 1), epsilon: 1e-5,
    });
  }
}

// A ResNet-18 of 4, 8, 12 and 16 channels and 3 classes: whole in every part, and small enough to write to a file in a test.

export const tinyClasses = 3;

/** Its tensors, under torchvision's names: pseudo-random weights, batch-norm statistics that do something. */
export function tinyResnet(): Map<string, CheckpointTensor> {
  const tensors = new Map<string, CheckpointTensor>();
  let state = 12345;
  const random = (): number => { // Park & Miller's minimal standard generator, −1 … 1
    state = (state * 48271) % 2147483647;
    return (state / 2147483647) * 2 - 1;
  };
  const tensor = (name: string, shape: number[], value: () => number): void => {
    const length = shape.reduce((product, axis) => product * axis, 1);
    tensors.set(name, { shape, data: Float32Array.from({ length }, value) });
  };
  const conv = (name: string, cout: number, cin: number, kernel: number): void =>
    tensor(`${name}.weight`, [cout, cin, kernel, kernel], () => random() * Math.sqrt(3 / (cin * kernel * kernel)));
  const norm = (name: string, channels: number): void => {
    tensor(`${name}.weight`, [channels], () => 1 + random() / 2);
    tensor(`${name}.bias`, [channels], () => random() / 4);
    tensor(`${name}.running_mean`, [channels], () => random() / 4);
    tensor(`${name}.running_var`, [channels], () => 1 + random() / 2);
  };
  conv("conv1", 4, 3, 7);
  norm("bn1", 4);
  let cin = 4;
  [4, 8, 12, 16].forEach((width, stage) => {
    for (const block of [0, 1]) {
      const name = `layer${stage + 1}.${block}`;
      conv(`${name}.conv1`, width, cin, 3);
      norm(`${name}.bn1`, width);
      conv(`${name}.conv2`, width, width, 3);
      norm(`${name}.bn2`, width);
      if (cin !== width) {
        conv(`${name}.downsample.0`, width, cin, 1);
        norm(`${name}.downsample.1`, width);
      }
      cin = width;
    }
  });
  tensor("fc.weight", [tinyClasses, 16], random);
  tensor("fc.bias", [tinyClasses], random);
  return tensors;
}
