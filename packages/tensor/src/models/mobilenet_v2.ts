// MobileNetV2: the table of the paper, over torchvision's parameter names.
// Source  Sandler et al. 2018, arXiv:1801.04381, tables 1 and 2, figure 4d; torchvision.models.mobilenetv2 for the names.
// Widths need no mention: every layer reads them off its own weight, so that all width multipliers are read alike.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { Classifier } from "../graph/classifier.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { networkOf } from "./family.ts";
import type { ClassHead } from "./family_head.ts";
import type { Layers } from "./layers.ts";
import { namingsOfMobileNetV2 } from "./mbconv_names.ts";

/** Table 2: bottlenecks in a row, and the stride of the first. */
const table: readonly (readonly [count: number, stride: number])[] = [
  [1, 1], //  features.1         [N, 112, 112,  16]
  [2, 2], //  features.2 … 3     [N,  56,  56,  24]
  [3, 2], //  features.4 … 6     [N,  28,  28,  32]
  [4, 2], //  features.7 … 10    [N,  14,  14,  64]
  [3, 1], //  features.11 … 13   [N,  14,  14,  96]
  [3, 2], //  features.14 … 16   [N,   7,   7, 160]
  [1, 1], //  features.17        [N,   7,   7, 320]
];

/** The MobileNetV2 that a checkpoint holds, if it holds one. */
export const mobileNetV2In = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  family: "MobileNetV2", mayPadAsTensorFlow: true, nameOf: () => "mobilenet_v2", signature: "features.1.conv.0.0.weight", classifier: "classifier.1", epsilon: 1e-5, namings: namingsOfMobileNetV2, describe,
});

function describe<V>({ conv, groupedConv, batchNorm, relu6, add, averagePool, has, channels }: Layers<V>, image: V, head: ClassHead<V>): Classifier<V> {
  const layers: Record<string, V> = {};
  let features = layers["features.0"] = convolution("features.0", image, { kernel: 3, stride: 2, padding: 1 }); // [N, 112, 112, 32]
  let at = 1;
  for (const [count, stride] of table) {
    for (let block = 0; block < count; block++, at++) features = layers[`features.${at}`] = bottleneck(`features.${at}`, features, block === 0 ? stride : 1);
  }
  const last = layers[`features.${at}`] = convolution(`features.${at}`, features, { kernel: 1 }); //  [N, 7, 7, 1280]
  const logits = head.of(averagePool("pooled", last)); //                                    [N, classes]
  return { layers, logits, stages: { ...layers, logits } };

  /** Convolution, batch-norm, ReLU6. */
  function convolution(name: string, input: V, options: Parameters<typeof conv>[2]): V {
    return relu6(name, batchNorm(`${name}.1`, conv(`${name}.0`, input, options)));
  }

  /** Table 1: 1×1 up (but in the first), 3×3 in each channel by itself, 1×1 down without an activation; the input added where it fits. */
  function bottleneck(name: string, input: V, stride: number): V {
    const expands = has(`${name}.conv.3.weight`);
    const wide = expands ? convolution(`${name}.conv.0`, input, { kernel: 1 }) : input;
    const own = `${name}.conv.${expands ? 1 : 0}`;
    const filtered = relu6(own, batchNorm(`${own}.1`, groupedConv(`${own}.0`, wide, { kernel: 3, stride, padding: 1 })));
    const [project, normalise] = expands ? [2, 3] : [1, 2];
    const narrow = batchNorm(`${name}.conv.${normalise}`, conv(`${name}.conv.${project}`, filtered, { kernel: 1 }));
    const { into, out } = channels(`${name}.conv.0.0`);
    const fits = stride === 1 && (expands ? into : out) === channels(`${name}.conv.${project}`).out;
    return fits ? add(name, input, narrow) : narrow;
  }
}
