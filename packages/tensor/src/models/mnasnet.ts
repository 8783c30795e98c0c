// MNASNet: the network that the paper's search found (MnasNet-B1), over torchvision's parameter names.
// Source  Tan et al. 2019, arXiv:1807.11626, figure 7; torchvision.models.mnasnet for the names.
// Widths need no mention: every layer reads them off its own weight.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { Classifier } from "../graph/classifier.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { networkOf } from "./family.ts";
import type { ClassHead } from "./family_head.ts";
import type { Layers } from "./layers.ts";

/** Stacks of inverted residuals: how many, their kernels, and the stride of the first. */
const table: readonly (readonly [count: number, kernel: number, stride: number])[] = [
  [3, 3, 2], // layers.8   [N, 56, 56,  24]
  [3, 5, 2], // layers.9   [N, 28, 28,  40]
  [3, 5, 2], // layers.10  [N, 14, 14,  80]
  [2, 3, 1], // layers.11  [N, 14, 14,  96]
  [4, 5, 2], // layers.12  [N,  7,  7, 192]
  [1, 3, 1], // layers.13  [N,  7,  7, 320]
];

/** The MNASNet that a checkpoint holds, if it holds one. */
export const mnasnetIn = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  family: "MNASNet", mayPadAsTensorFlow: true, nameOf: () => "mnasnet", signature: "layers.8.0.layers.0.weight", classifier: "classifier.1", epsilon: 1e-5, describe,
});

function describe<V>({ conv, groupedConv, batchNorm, relu, add, averagePool, channels }: Layers<V>, image: V, head: ClassHead<V>): Classifier<V> {
  const stem = relu("layers.2", batchNorm("layers.1", conv("layers.0", image, { kernel: 3, stride: 2, padding: 1 }))); //        [N, 112, 112, 32]
  const filtered = relu("layers.5", batchNorm("layers.4", groupedConv("layers.3", stem, { kernel: 3, padding: 1 }))); //          [N, 112, 112, 32]
  const first = batchNorm("layers.7", conv("layers.6", filtered, { kernel: 1 })); //                                              [N, 112, 112, 16]
  const layers: Record<string, V> = { "layers.2": stem, "layers.7": first };
  let features = first;
  table.forEach(([count, kernel, stride], at) => {
    const name = `layers.${8 + at}`;
    for (let block = 0; block < count; block++) features = layers[`${name}.${block}`] = invertedResidual(`${name}.${block}`, features, kernel, block === 0 ? stride : 1);
    layers[name] = features;
  });
  const last = layers["layers.16"] = relu("layers.16", batchNorm("layers.15", conv("layers.14", features, { kernel: 1 }))); //    [N, 7, 7, 1280]
  const logits = head.of(averagePool("pooled", last)); //                                                           [N, classes]
  return { layers, logits, stages: { ...whole(layers), logits } };

  /** 1×1 up, K×K in each channel by itself, 1×1 down without an activation; the input added where it fits. */
  function invertedResidual(name: string, input: V, kernel: number, stride: number): V {
    const own = (at: number): string => `${name}.layers.${at}`;
    const wide = relu(own(2), batchNorm(own(1), conv(own(0), input, { kernel: 1 })));
    const deep = relu(own(5), batchNorm(own(4), groupedConv(own(3), wide, { kernel, stride, padding: kernel >> 1 })));
    const narrow = batchNorm(own(7), conv(own(6), deep, { kernel: 1 }));
    return stride === 1 && channels(own(0)).into === channels(own(6)).out ? add(name, input, narrow) : narrow;
  }
}

/** Layers, without the blocks that they are made of. */
const whole = <V>(layers: Readonly<Record<string, V>>): Record<string, V> => Object.fromEntries(Object.entries(layers).filter(([name]) => /^layers\.\d+$/.test(name)));
