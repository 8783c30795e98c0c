// SqueezeNet 1.0 and 1.1: the table of the paper, over torchvision's parameter names.
// Source  Iandola et al. 2016, arXiv:1602.07360, table 1, figure 1; torchvision.models.squeezenet for the names and for 1.1.
// Widths come from the checkpoint: every layer reads them off its own weight. The last layer is the classes' convolution with its ReLU:
// class maps of the network itself, whose means are the logits.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { Classifier } from "../graph/classifier.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { networkOf } from "./family.ts";
import type { Layers } from "./layers.ts";

/** What a version begins with, and the places of its max-pools among the features; fire modules are at all others. */
interface Version {
  readonly name: string;
  readonly kernel: number;
  readonly pools: readonly number[];
}

const LAST = 12; // place among the features

const versions: readonly Version[] = [
  { name: "squeezenet1_0", kernel: 7, pools: [2, 6, 11] }, // [N, 54 27 13, 54 27 13, 96 … 512]
  { name: "squeezenet1_1", kernel: 3, pools: [2, 5, 8] }, //  [N, 55 27 13, 55 27 13, 64 … 512]
];

/** By the place where only one of them has a module. */
const versionIn = (has: Layers<unknown>["has"]): Version => versions[has("features.5.squeeze.weight") ? 0 : 1] as Version;

/** The SqueezeNet that a checkpoint holds, if it holds one. */
export const squeezeNetIn = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  family: "SqueezeNet", nameOf: (has) => versionIn(has).name, signature: "features.3.squeeze.weight", classifier: "classifier.1", epsilon: 1e-5, describe,
});

function describe<V>({ conv, relu, maxPool, averagePool, concat, has }: Layers<V>, image: V): Classifier<V> {
  const { kernel, pools } = versionIn(has);
  let features = relu("features.1", conv("features.0", image, { kernel, stride: 2 })); //           [N, 109 or 111, …, 96 or 64]
  const layers: Record<string, V> = { "features.1": features };
  for (let at = 2; at <= LAST; at++) {
    const name = `features.${at}`;
    features = layers[name] = pools.includes(at) ? maxPool(name, features, { kernel: 3, stride: 2, ceilMode: true }) : fire(name, features);
  }
  layers["classifier.2"] = relu("classifier.2", conv("classifier.1", features, { kernel: 1 })); //  [N, 13, 13, classes]
  const logits = averagePool("classifier.3", layers["classifier.2"]); //                            [N, classes]
  return { layers, logits, stages: { ...layers, logits } };

  /** Figure 1: 1×1 to few channels, then 1×1 and 3×3 beside each other. */
  function fire(name: string, input: V): V {
    const squeezed = relu(`${name}.squeeze_activation`, conv(`${name}.squeeze`, input, { kernel: 1 }));
    const narrow = relu(`${name}.expand1x1_activation`, conv(`${name}.expand1x1`, squeezed, { kernel: 1 }));
    const wide = relu(`${name}.expand3x3_activation`, conv(`${name}.expand3x3`, squeezed, { kernel: 3, padding: 1 }));
    return concat(name, [narrow, wide]);
  }
}
