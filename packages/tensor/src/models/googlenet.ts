// GoogLeNet: the table of the paper, over torchvision's parameter names.
// Source  Szegedy et al. 2014, arXiv:1409.4842, table 1, figure 2b; torchvision.models.googlenet for the names, the batch-norms and the
//         third branch's 3×3, which is 5×5 in the paper.
// Widths come from the checkpoint: every layer reads them off its own weight. The auxiliary heads are for training alone.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { Classifier } from "../graph/classifier.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { networkOf } from "./family.ts";
import type { ClassHead } from "./family_head.ts";
import type { ConvLayer, Layers } from "./layers.ts";

/** Table 1: modules in a row, and the side of the max-pool before them, whose stride is 2. */
const table: readonly (readonly [pool: string, side: number, modules: readonly string[]])[] = [
  ["maxpool2", 3, ["inception3a", "inception3b"]], //                                              [N, 28, 28, 256 480]
  ["maxpool3", 3, ["inception4a", "inception4b", "inception4c", "inception4d", "inception4e"]], // [N, 14, 14, 512 512 512 528 832]
  ["maxpool4", 2, ["inception5a", "inception5b"]], //                                              [N,  7,  7, 832 1024]
];

/** The GoogLeNet that a checkpoint holds, if it holds one. */
export const googLeNetIn = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  family: "GoogLeNet", nameOf: () => "googlenet", signature: "inception3a.branch1.conv.weight", classifier: "fc", epsilon: 1e-3,
  mayTransformInput: true, describe,
});

function describe<V>({ conv, batchNorm, relu, maxPool, averagePool, concat }: Layers<V>, image: V, head: ClassHead<V>): Classifier<V> {
  const conv1 = convolution("conv1", image, { kernel: 7, stride: 2, padding: 3 }); //         [N, 112, 112, 64]
  const maxpool1 = maxPool("maxpool1", conv1, { kernel: 3, stride: 2, ceilMode: true }); //   [N, 56, 56, 64]
  const conv2 = convolution("conv2", maxpool1, { kernel: 1 }); //                             [N, 56, 56, 64]
  const conv3 = convolution("conv3", conv2, { kernel: 3, padding: 1 }); //                    [N, 56, 56, 192]
  const layers: Record<string, V> = { conv1, maxpool1, conv2, conv3 };
  let features = conv3;
  for (const [pool, side, modules] of table) {
    features = layers[pool] = maxPool(pool, features, { kernel: side, stride: 2, ceilMode: true });
    for (const name of modules) features = layers[name] = inception(name, features);
  }
  const logits = head.of(averagePool("pooled", features)); //                          [N, classes]
  return { layers, logits, stages: { ...layers, logits } };

  /** Figure 2b: 1×1, 3×3, twice 3×3 in the place of 5×5, and a max-pool, the last three behind or before a 1×1 of their own. */
  function inception(name: string, input: V): V {
    const narrow = (branch: string): V => convolution(`${name}.${branch}`, input, { kernel: 1 });
    const wide = (branch: string): V => convolution(`${name}.${branch}.1`, narrow(`${branch}.0`), { kernel: 3, padding: 1 });
    const largest = maxPool(`${name}.branch4.0`, input, { kernel: 3, stride: 1, padding: 1, ceilMode: true });
    return concat(name, [narrow("branch1"), wide("branch2"), wide("branch3"), convolution(`${name}.branch4.1`, largest, { kernel: 1 })]);
  }

  /** Convolution, batch-norm, ReLU. */
  function convolution(name: string, input: V, options: ConvLayer): V {
    return relu(name, batchNorm(`${name}.bn`, conv(`${name}.conv`, input, options)));
  }
}
