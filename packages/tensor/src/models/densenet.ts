// DenseNet: the table of the paper, over torchvision's parameter names. Every layer reads what all before it in its block have made.
// Source  Huang et al. 2017, arXiv:1608.06993, table 1, equation 2; torchvision.models.densenet for the names.
// Depths, growth rate and widths come from the checkpoint: every layer reads them off its own weight.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { Classifier } from "../graph/classifier.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { networkOf } from "./family.ts";
import type { ClassHead } from "./family_head.ts";
import type { Layers } from "./layers.ts";

const MOST_LAYERS = 128; // of a block; published ones have up to 64

/** The names of published depths: layers by block. */
const published: Readonly<Record<string, string>> = {
  "6+12+24+16": "densenet121", "6+12+32+32": "densenet169", "6+12+48+32": "densenet201", "6+12+36+24": "densenet161", "6+12+64+48": "densenet264",
};

/** The DenseNet that a checkpoint holds, if it holds one. */
export const denseNetIn = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  family: "DenseNet", signature: "features.transition1.conv.weight", classifier: "classifier", epsilon: 1e-5, describe,
  // torchvision's published files are older than its names
  nameNow: (name) => name.replace(/(\.denselayer\d+\.(?:norm|conv))\.([12]\.)/, "$1$2"),
  nameOf: (has) => {
    const depths = [1, 2, 3, 4].map((block) => depthOf(has, block)).join("+");
    return published[depths] ?? `densenet (${depths} layers)`;
  },
});

function depthOf(has: (name: string) => boolean, block: number): number {
  let count = 1;
  while (count < MOST_LAYERS && has(`features.denseblock${block}.denselayer${count + 1}.conv1.weight`)) count++;
  return count;
}

function describe<V>({ conv, batchNorm, relu, maxPool, averagePool, concat, has }: Layers<V>, image: V, head: ClassHead<V>): Classifier<V> {
  const first = conv("features.conv0", image, { kernel: 7, stride: 2, padding: 3 }); //                       [N, 112, 112, 64]
  const stem = relu("features.relu0", batchNorm("features.norm0", first));
  let features = maxPool("features.pool0", stem, { kernel: 3, stride: 2, padding: 1 }); //                    [N, 56, 56, 64]
  const layers: Record<string, V> = { "features.relu0": stem, "features.pool0": features };
  const stages: Record<string, V> = { ...layers };
  for (const block of [1, 2, 3, 4]) { //                                            [N, 56 … 7, 56 … 7, 256, 512, 1024, 1024]
    const name = `features.denseblock${block}`;
    for (let at = 1; at <= depthOf(has, block); at++) {
      const made = layers[`${name}.denselayer${at}`] = denseLayer(`${name}.denselayer${at}`, features);
      features = concat(`${name}.denselayer${at}.concat`, [features, made]);
    }
    layers[name] = stages[name] = features;
    if (block < 4) features = layers[`features.transition${block}`] = transition(`features.transition${block}`, features);
  }
  // norm5 is the last module; the ReLU behind it has no name, and works in place on what that module has given.
  const last = layers["features"] = stages["features"] = relu("features", batchNorm("features.norm5", features)); // [N, 7, 7, 1024]
  const logits = head.of(averagePool("pooled", last)); //                                       [N, classes]
  return { layers, logits, stages: { ...stages, logits } };

  /** Batch-norm, ReLU, 1×1 to four growth rates, batch-norm, ReLU, 3×3 to one: [N, h, w, 32]. */
  function denseLayer(name: string, input: V): V {
    const narrow = conv(`${name}.conv1`, relu(`${name}.relu1`, batchNorm(`${name}.norm1`, input)), { kernel: 1 });
    return conv(`${name}.conv2`, relu(`${name}.relu2`, batchNorm(`${name}.norm2`, narrow)), { kernel: 3, padding: 1 });
  }

  /** Batch-norm, ReLU, 1×1 to half of the channels, the mean of 2×2. */
  function transition(name: string, input: V): V {
    const narrow = conv(`${name}.conv`, relu(`${name}.relu`, batchNorm(`${name}.norm`, input)), { kernel: 1 });
    return averagePool(name, narrow, { kernel: 2, stride: 2 });
  }
}
