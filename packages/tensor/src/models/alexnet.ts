// AlexNet: the network of the paper in one column, over torchvision's parameter names.
// Source  Krizhevsky 2014, arXiv:1404.5997, section 5 (the 2012 network for one GPU); torchvision.models.alexnet for the names.
// Widths come from the checkpoint: every layer reads them off its own weight. Three linear layers lie behind the last feature map, so
// that class activation maps are not defined.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { Classifier } from "../graph/classifier.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { networkOf } from "./family.ts";
import type { ClassHead } from "./family_head.ts";
import type { ConvLayer, Layers } from "./layers.ts";

/** The AlexNet that a checkpoint holds, if it holds one. */
export const alexNetIn = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  family: "AlexNet", nameOf: () => "alexnet", signature: "features.10.bias", besides: ["features.0.bias", "features.3.weight", "features.6.weight", "features.8.weight"], classifier: "classifier", ownHead: ["classifier.1", "classifier.4", "classifier.6"], epsilon: 1e-5, describe,
});

function describe<V>({ conv, relu, maxPool, averagePool, adaptiveAveragePool }: Layers<V>, image: V, head: ClassHead<V>): Classifier<V> {
  const first = convolution(0, image, { kernel: 11, stride: 4, padding: 2 }); //                     [N, 55, 55, 64]
  const second = convolution(3, largest(2, first), { kernel: 5, padding: 2 }); //                    [N, 27, 27, 192]
  const third = convolution(6, largest(5, second), { kernel: 3, padding: 1 }); //                    [N, 13, 13, 384]
  const fourth = convolution(8, third, { kernel: 3, padding: 1 }); //                                [N, 13, 13, 256]
  const fifth = convolution(10, fourth, { kernel: 3, padding: 1 }); //                               [N, 13, 13, 256]
  const pooled = adaptiveAveragePool("avgpool", largest(12, fifth), { height: 6, width: 6 }); //     [N, 6, 6, 256]
  const logits = head.inputs === 0 ? head.of(averagePool("pooled", pooled)) : head.ofFlattened(pooled); //                                                       [N, 4096], [N, 4096], [N, classes]
  const layers = { "features.1": first, "features.4": second, "features.7": third, "features.9": fourth, "features.11": fifth };
  return { layers, logits, stages: { ...layers, logits } };

  /** Convolution, ReLU. @param at its place among the features */
  function convolution(at: number, input: V, options: ConvLayer): V {
    return relu(`features.${at + 1}`, conv(`features.${at}`, input, options));
  }

  function largest(at: number, input: V): V {
    return maxPool(`features.${at}`, input, { kernel: 3, stride: 2 });
  }
}
