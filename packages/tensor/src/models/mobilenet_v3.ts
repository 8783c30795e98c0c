// MobileNetV3, large and small: the tables of the paper, over torchvision's parameter names.
// Source  Howard et al. 2019, arXiv:1905.02244, tables 1 and 2; torchvision.models.mobilenetv3 for the names.
// Widths, and whether a block expands its input and has squeeze-and-excitation, are read off its tensors.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { Classifier } from "../graph/classifier.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { networkOf, type FamilyTable } from "./family.ts";
import type { ClassHead } from "./family_head.ts";
import type { Layers } from "./layers.ts";
import { namingsOfMobileNetV3 } from "./mbconv_names.ts";
import { mbconv } from "./mbconv.ts";

/** A bottleneck: RE is ReLU, HS hard swish. */
type Bottleneck = readonly [kernel: number, stride: number, nonlinearity: "RE" | "HS"];

/** Table 1. */
const large: readonly Bottleneck[] = [
  [3, 1, "RE"], // features.1   [N, 112, 112,  16]
  [3, 2, "RE"], // features.2   [N,  56,  56,  24]
  [3, 1, "RE"], // features.3
  [5, 2, "RE"], // features.4   [N,  28,  28,  40]
  [5, 1, "RE"], // features.5
  [5, 1, "RE"], // features.6
  [3, 2, "HS"], // features.7   [N,  14,  14,  80]
  [3, 1, "HS"], // features.8
  [3, 1, "HS"], // features.9
  [3, 1, "HS"], // features.10
  [3, 1, "HS"], // features.11  [N,  14,  14, 112]
  [3, 1, "HS"], // features.12
  [5, 2, "HS"], // features.13  [N,   7,   7, 160]
  [5, 1, "HS"], // features.14
  [5, 1, "HS"], // features.15
];

/** Table 2. */
const small: readonly Bottleneck[] = [
  [3, 2, "RE"], // features.1   [N,  56,  56,  16]
  [3, 2, "RE"], // features.2   [N,  28,  28,  24]
  [3, 1, "RE"], // features.3
  [5, 2, "HS"], // features.4   [N,  14,  14,  40]
  [5, 1, "HS"], // features.5
  [5, 1, "HS"], // features.6
  [5, 1, "HS"], // features.7   [N,  14,  14,  48]
  [5, 1, "HS"], // features.8
  [5, 2, "HS"], // features.9   [N,   7,   7,  96]
  [5, 1, "HS"], // features.10
  [5, 1, "HS"], // features.11
];

/** The MobileNetV3 that a checkpoint holds, if it holds one. */
export const mobileNetV3In = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  family: "MobileNetV3", mayPadAsTensorFlow: true, nameOf: (has) => `mobilenet_v3_${isLarge(has) ? "large" : "small"}`,
  signature: "features.1.block.0.0.weight", classifier: "classifier.3", epsilon: 1e-3, unclear: unclearHead, namings: namingsOfMobileNetV3, describe,
});

/** Outputs of the layer before the last, of networks as wide as the paper's. */
const hiddenWidths = [1024, 1280];

/** The layer between pooling and the last, by torchvision's name or timm's; people replace both by one. */
const hiddenLayer = (has: (tensor: string) => boolean): string | undefined => ["conv_head", "classifier.0"].find((name) => has(`${name}.weight`));

/** torchvision's own head has hard swish between its layers; one of people's own has the same names, and ReLU as a rule. */
const unclearHead: NonNullable<FamilyTable["unclear"]> = (has, channels, layers) => {
  const hidden = hiddenLayer(has);
  const isKnown = hidden === "conv_head" || (hidden === undefined ? layers <= 1 : layers > 0 && hiddenWidths.includes(channels(hidden).out));
  return isKnown ? undefined : "a MobileNetV3 whose head has several layers, in another place or of another width than torchvision's: whether hard swish or ReLU stands between them, no file says.";
};

const isLarge = (has: (tensor: string) => boolean): boolean => has(`features.${large.length}.block.0.0.weight`);

function describe<V>(all: Layers<V>, image: V, head: ClassHead<V>): Classifier<V> {
  const { conv, batchNorm, relu, hardSwish, hardSigmoid, averagePool, pooledConv, has } = all;
  const layers: Record<string, V> = {};
  let features = layers["features.0"] = convolution("features.0", image, { kernel: 3, stride: 2, padding: 1 }); // [N, 112, 112, 16]
  const table = isLarge(has) ? large : small;
  table.forEach(([kernel, stride, nonlinearity], at) => {
    const activate = nonlinearity === "HS" ? hardSwish : relu;
    features = layers[`features.${at + 1}`] = mbconv(all, `features.${at + 1}`, features, {
      kernel, stride, activate, excitation: { activate: relu, gate: hardSigmoid },
    });
  });
  const end = `features.${table.length + 1}`;
  const last = layers[end] = convolution(end, features, { kernel: 1 }); //                                         [N, 7, 7, 960]
  const pooled = averagePool("pooled", last); //                                                                   [N, 960]
  const hidden = hiddenLayer(has);
  const logits = head.of(hidden ? hardSwish("classifier.1", pooledConv(hidden, pooled)) : pooled); //                   [N, 1280], [N, classes]
  return { layers, logits, stages: { ...layers, logits } };

  /** Convolution, batch-norm, hard swish. */
  function convolution(name: string, input: V, options: Parameters<typeof conv>[2]): V {
    return hardSwish(name, batchNorm(`${name}.1`, conv(`${name}.0`, input, options)));
  }
}
