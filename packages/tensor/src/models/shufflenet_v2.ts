// ShuffleNetV2: the table of the paper, over torchvision's parameter names.
// Source  Ma et al. 2018, arXiv:1807.11164, table 5, figure 3c and d; torchvision.models.shufflenetv2 for the names.
// Widths come from the checkpoint: every layer reads them off its own weight.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { Classifier } from "../graph/classifier.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { networkOf } from "./family.ts";
import type { ClassHead } from "./family_head.ts";
import type { Layers } from "./layers.ts";

/** Table 5: units in a row; the first of them strides. */
const table: readonly (readonly [stage: string, count: number])[] = [
  ["stage2", 4], // [N, 28, 28, 116]
  ["stage3", 8], // [N, 14, 14, 232]
  ["stage4", 4], // [N,  7,  7, 464]
];

/** The names of published widths: stage2's channels. */
const published: Readonly<Record<number, string>> = {
  48: "shufflenet_v2_x0_5", 116: "shufflenet_v2_x1_0", 176: "shufflenet_v2_x1_5", 244: "shufflenet_v2_x2_0",
};

/** The ShuffleNetV2 that a checkpoint holds, if it holds one. */
export const shuffleNetV2In = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  family: "ShuffleNetV2", signature: "stage2.0.branch1.0.weight", classifier: "fc", epsilon: 1e-5, describe,
  nameOf: (_, channels) => published[2 * channels("stage2.0.branch2.5").out] ?? "shufflenet_v2",
});

function describe<V>(net: Layers<V>, image: V, head: ClassHead<V>): Classifier<V> {
  const { conv, groupedConv, batchNorm, relu, maxPool, concat, halves, channelShuffle, averagePool } = net;
  const conv1 = convolution("conv1", image, { kernel: 3, stride: 2, padding: 1 }); //                [N, 112, 112, 24]
  let features = maxPool("maxpool", conv1, { kernel: 3, stride: 2, padding: 1 }); //                 [N, 56, 56, 24]
  const layers: Record<string, V> = { conv1, maxpool: features };
  const stages: Record<string, V> = { ...layers };
  for (const [stage, count] of table) {
    for (let at = 0; at < count; at++) {
      const name = `${stage}.${at}`;
      features = layers[name] = at === 0 ? strided(name, features) : unit(name, features);
    }
    layers[stage] = stages[stage] = features;
  }
  const conv5 = layers["conv5"] = stages["conv5"] = convolution("conv5", features, { kernel: 1 }); // [N, 7, 7, 1024]
  const logits = head.of(averagePool("pooled", conv5)); //                              [N, classes]
  return { layers, logits, stages: { ...stages, logits } };

  /** Figure 3c: half of the channels go on as they are. */
  function unit(name: string, input: V): V {
    const [kept, changed] = halves(`${name}.half`, input);
    return channelShuffle(name, concat(`${name}.concat`, [kept, mainBranch(name, changed, 1)]), 2);
  }

  /** Figure 3d: both branches see all channels, so that there are twice as many. */
  function strided(name: string, input: V): V {
    const filtered = depthwise(`${name}.branch1.0`, `${name}.branch1.1`, input, 2);
    const other = pointwise(`${name}.branch1`, [2, 3, 4], filtered);
    return channelShuffle(name, concat(`${name}.concat`, [other, mainBranch(name, input, 2)]), 2);
  }

  function mainBranch(name: string, input: V, stride: number): V {
    const branch = `${name}.branch2`;
    const mixed = pointwise(branch, [0, 1, 2], input);
    return pointwise(branch, [5, 6, 7], depthwise(`${branch}.3`, `${branch}.4`, mixed, stride));
  }

  /** 1×1, batch-norm, ReLU. @param at their places in the branch */
  function pointwise(branch: string, at: readonly [conv: number, norm: number, relu: number], input: V): V {
    const mixed = conv(`${branch}.${at[0]}`, input, { kernel: 1 });
    return relu(`${branch}.${at[2]}`, batchNorm(`${branch}.${at[1]}`, mixed));
  }

  /** 3×3 in each channel by itself, batch-norm. */
  function depthwise(name: string, norm: string, input: V, stride: number): V {
    return batchNorm(norm, groupedConv(name, input, { kernel: 3, stride, padding: 1 }));
  }

  /** Convolution, batch-norm, ReLU. */
  function convolution(name: string, input: V, options: Parameters<typeof conv>[2]): V {
    return relu(name, batchNorm(`${name}.1`, conv(`${name}.0`, input, options)));
  }
}
