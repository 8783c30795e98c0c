// ConvNeXt, over torchvision's parameter names: four stages of one kind of block, made of a convolutional network's parts as a
// transformer has them.
// Source  Liu et al. 2022, arXiv:2201.03545, figure 4 and table 9; torchvision.models.convnext for the names.
// Depths and widths come from the checkpoint. A layer norm lies between pooling and the linear layer: class maps are exact by its moments.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { Classifier } from "../graph/classifier.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { networkOf } from "./family.ts";
import type { ClassHead } from "./family_head.ts";
import type { Layers } from "./layers.ts";
import { namingsOfConvNext } from "./stage_names.ts";

/** Table 9, without the last columns: names by blocks in each stage and channels of the first. */
const published: Readonly<Record<string, string>> = {
  "3+3+9+3, 96": "convnext_tiny", "3+3+27+3, 96": "convnext_small", "3+3+27+3, 128": "convnext_base", "3+3+27+3, 192": "convnext_large",
};

const MOST_BLOCKS = 64; // of a stage; published ones have up to 27

/** Where stages are; between them resolution is halved. */
const stageNames = ["features.1", "features.3", "features.5", "features.7"] as const;

/** The ConvNeXt that a checkpoint holds, if it holds one. */
export const convNextIn = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  family: "ConvNeXt", signature: "features.1.0.layer_scale", classifier: "classifier.2", epsilon: 1e-6, namings: namingsOfConvNext, describe,
  nameOf: (has, channels) => {
    const depths = stageNames.map((stage) => depthOf(has, stage)).join("+");
    return published[`${depths}, ${channels("features.0.0").out}`] ?? `convnext (${depths} blocks)`;
  },
});

function depthOf(has: (tensor: string) => boolean, stage: string): number {
  let count = 1;
  while (count < MOST_BLOCKS && has(`${stage}.${count}.layer_scale`)) count++;
  return count;
}

function describe<V>({ conv, groupedConv, pointwise, layerNorm, gelu, scale, add, averagePool, has }: Layers<V>, image: V, head: ClassHead<V>): Classifier<V> {
  const stem = layerNorm("features.0.1", conv("features.0.0", image, { kernel: 4, stride: 4 })); // [N, 56, 56, 96]
  const layers: Record<string, V> = { "features.0": stem };
  const stages: Record<string, V> = { "features.0": stem };
  let features = stem;
  stageNames.forEach((name, at) => { //                                                             [N, 56 … 7, …, 96 … 768]
    if (at > 0) features = stages[`features.${2 * at}`] = halve(`features.${2 * at}`, features);
    for (let of = 0; of < depthOf(has, name); of++) features = layers[`${name}.${of}`] = block(`${name}.${of}`, features);
    stages[name] = layers[name] = features;
  });
  const normalised = layerNorm("classifier.0", averagePool("pooled", features)); //                 [N, 768]
  const logits = head.of(normalised); //                                                            [N, classes]
  return { layers, logits, stages: { ...stages, logits } };

  function halve(name: string, input: V): V {
    return conv(`${name}.1`, layerNorm(`${name}.0`, input), { kernel: 2, stride: 2 });
  }

  /** Figure 4: 7×7 in each channel by itself, then two layers at every position, of four times the channels between them. */
  function block(name: string, input: V): V {
    const mixed = layerNorm(`${name}.block.2`, groupedConv(`${name}.block.0`, input, { kernel: 7, padding: 3 }));
    const wide = gelu(`${name}.block.4`, pointwise(`${name}.block.3`, mixed)); //                   [N, h, w, 4·C]
    return add(name, scale(`${name}.layer_scale`, pointwise(`${name}.block.5`, wide)), input);
  }
}
