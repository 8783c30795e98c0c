// ResNetV2, whose blocks normalise before they convolve, over timm's parameter names; and the same made for CIFAR: kuangliu's PreActResNet,
// which ends without a normalisation, and Wide ResNets of xternalz' names.
// Sources  He et al. 2016, arXiv:1603.05027, figure 1(b); Zagoruyko & Komodakis 2016, arXiv:1605.07146, table 1; timm.models.resnetv2 for
// the names. Depths and widths come from the checkpoint.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { Classifier } from "../graph/classifier.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { networkOf, type FamilyTable } from "./family.ts";
import type { ClassHead } from "./family_head.ts";
import { asLinear } from "./library_naming.ts";
import type { Layers } from "./layers.ts";
import { type Stem, cifarStem, paperStem } from "./stem.ts";

const MOST_BLOCKS = 64; // of a stage; published ones have up to 36

const table = (stem: Stem): Omit<FamilyTable, "signature"> => ({
  family: "ResNetV2", nameOf, classifier: "head.fc", epsilon: 1e-5,
  describe: (layers, image, head) => describe(layers, image, head, stem),
});

/** Of timm: its head is a convolution of one position. BiT, which has group normalisation, is another. */
export const resNetV2In = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  ...table(paperStem), signature: "stages.0.blocks.0.norm1.weight", isOne: (has) => has("stages.0.blocks.0.norm1.running_mean") && has("stem.conv.weight"),
  namings: [{ signature: "stages.0.blocks.0.norm1.weight", besides: ["head.fc.weight"], renamings: () => [], shapeOf: (name, shape) => (name === "head.fc.weight" ? asLinear(shape) : shape) }],
});

/** kuangliu's: no normalisation behind the last block, shortcuts without one. */
export const preActResNetIn = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  ...table(cifarStem), signature: "layer1.0.bn1.weight", nameNow: preActName,
  isOne: (has) => !has("bn1.weight") && !has("norm.weight") && has("stages.1.blocks.0.downsample.conv.weight") && !has("layer2.0.shortcut.1.weight"),
});

/** xternalz': three stages. */
export const wideResNetIn = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  ...table(cifarStem), signature: "block1.layer.0.bn1.weight", nameNow: wideName,
});

/** "layer1.0.bn1.weight" → "stages.0.blocks.0.norm1.weight" */
function preActName(name: string): string {
  const [, stage, block = "", kind = "", at = "", field = ""] = /^layer(\d)\.(\d+)\.(bn|conv|shortcut\.)(\d)\.(.*)$/.exec(name) ?? [];
  if (stage) return kind === "shortcut." && at !== "0" ? name : inBlock(stage, block, kind, at, field);
  return name.replace(/^conv1\./, "stem.conv.");
}

/** "block1.layer.0.bn1.weight" likewise. */
function wideName(name: string): string {
  const [, stage, block = "", kind = "", at = "", field = ""] = /^block(\d)\.layer\.(\d+)\.(bn|conv|convShortcut)(\d?)\.(.*)$/.exec(name) ?? [];
  return stage ? inBlock(stage, block, kind, at, field) : name.replace(/^conv1\./, "stem.conv.").replace(/^bn1\./, "norm.");
}

function inBlock(stage: string, block: string, kind: string, at: string, field: string): string {
  const layer = kind === "bn" ? `norm${at}` : kind === "conv" ? `conv${at}` : "downsample.conv";
  return `stages.${Number(stage) - 1}.blocks.${block}.${layer}.${field}`;
}

type Has = Layers<unknown>["has"];

/** How many blocks each stage has. */
function depthsOf(has: Has): number[] {
  const depthOf = (stage: number): number => {
    let count = 0;
    while (count < MOST_BLOCKS && has(`stages.${stage}.blocks.${count}.conv1.weight`)) count++;
    return count;
  };
  return [0, 1, 2, 3].map(depthOf).filter((depth) => depth > 0);
}

const isBottleneck = (has: Has): boolean => has("stages.0.blocks.0.conv3.weight");

/** By its blocks in each stage, as widths may be any: resnetv2_50 is "resnetv2 (3+4+6+3 bottlenecks)". */
function nameOf(has: Has): string {
  const depths = depthsOf(has);
  return `resnetv2 (${depths.join("+")} ${isBottleneck(has) ? "bottlenecks" : "basic blocks"})`;
}

function describe<V>({ conv, batchNorm, relu, add, maxPool, averagePool, has }: Layers<V>, image: V, head: ClassHead<V>, stem: Stem): Classifier<V> {
  const layers: Record<string, V> = {};
  const stages: Record<string, V> = {};
  let features = layers["stem"] = conv("stem.conv", image, stem); //                                              [N, 112, 112, 64]
  if (stem.pool === "max") features = maxPool("stem.pool", features, { kernel: 3, stride: 2, padding: 1 }); //    [N,  56,  56, 64]
  stages["stem"] = features;
  // stages.0 [N, 56, 56, 256], then half the side and twice the channels, up to stages.3 [N, 7, 7, 2048]
  depthsOf(has).forEach((depth, at) => {
    const stage = `stages.${at}`;
    for (let of = 0; of < depth; of++) {
      const name = `${stage}.blocks.${of}`;
      features = layers[name] = block(name, features, at > 0 && of === 0 ? 2 : 1);
    }
    stages[stage] = layers[stage] = features;
  });
  if (has("norm.weight")) features = stages["norm"] = layers["norm"] = relu("norm (relu)", batchNorm("norm", features));
  const logits = head.of(averagePool("pooled", features)); //                                                      [N, classes]
  return { layers, logits, stages: { ...stages, logits } };

  /** Figure 4(e): the sum is not rectified, and a projection reads what the first normalisation gives. */
  function block(name: string, input: V, stride: number): V {
    const active = normalised(name, 1, input);
    const way = has(`${name}.downsample.conv.weight`) ? conv(`${name}.downsample.conv`, active, { kernel: 1, stride }) : input;
    return add(name, isBottleneck(has) ? threeConvolutions(name, active, stride) : twoConvolutions(name, active, stride), way);
  }

  function twoConvolutions(name: string, active: V, stride: number): V {
    const inner = conv(`${name}.conv1`, active, { kernel: 3, stride, padding: 1 });
    return conv(`${name}.conv2`, normalised(name, 2, inner), { kernel: 3, padding: 1 });
  }

  function threeConvolutions(name: string, active: V, stride: number): V {
    const middle = conv(`${name}.conv2`, normalised(name, 2, conv(`${name}.conv1`, active, { kernel: 1 })), { kernel: 3, stride, padding: 1 });
    return conv(`${name}.conv3`, normalised(name, 3, middle), { kernel: 1 });
  }

  function normalised(name: string, at: number, input: V): V {
    return relu(`${name}.relu${at}`, batchNorm(`${name}.norm${at}`, input));
  }
}
