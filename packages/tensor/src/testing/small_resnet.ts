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
