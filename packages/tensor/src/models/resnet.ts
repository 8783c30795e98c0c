// ResNet-18, 34, 50, 101 and 152 and their relatives: the table of the paper, over PyTorch's parameter names.
// Sources  He et al. 2015, arXiv:1512.03385, table 1, figures 2 and 5; torchvision.models.resnet for the names. ResNet-C and -D:
// He et al. 2018, arXiv:1812.01187, figure 2. What else a block may have: resnet_parts.ts. timm for these names.
// Depth, width, classes, stem, stride placement, ε and biases come from the checkpoint: see architecture.ts.
import type { Classifier } from "../graph/classifier.ts";
import type { Layers } from "./layers.ts";
import { classify, type Head } from "./resnet_head.ts";
import { activate, attend, deepStem, poolStem, projection, type Zeros } from "./resnet_parts.ts";
import type { Stem } from "./stem.ts";

/** What the table must be told. Widths and groups need no mention: every layer reads them off its own weight. */
export interface ResNetFacts {
  readonly stem: Stem;
  /** Residual blocks in layer1, layer2, …: of three stages or four, as a rule. */
  readonly blocks: readonly number[];
  /** Blocks of three convolutions (50 layers and more) rather than two. */
  readonly bottleneck: boolean;
  /** Which convolution of a bottleneck carries the stride. */
  readonly bottleneckStride: "conv1" | "conv2";
  /** Where shortcuts without weights have their zeros; undefined where shortcuts have weights. */
  readonly zeros: Zeros | undefined;
  readonly head: Head;
}

/** A ResNet's Values. */
export interface ResNetTable<V> extends Classifier<V> {
  readonly stem: V; //    [N, 112, 112, 64]
  readonly maxpool: V; // [N,  56,  56, 64]; the stem itself where there is no max-pool
  readonly pooled: V; //  [N, C]
  readonly classWeights: V | undefined; // [C, classes], where one linear layer of the mean is the whole head
}

/**
 * The network, one step per layer, batch-norm visible, out of `layers`: on a graph, or only by name.
 * @param image [N, H, W, 3], normalised as the checkpoint expects; the shapes are those of 224 × 224 and the paper's stem
 */
export function resnetOf<V>(layers: Layers<V>, facts: ResNetFacts, image: V): ResNetTable<V> {
  const { blocks, bottleneck, bottleneckStride } = facts;
  const { conv, groupedConv, batchNorm, add, averagePool, has } = layers;
  const named: Record<string, V> = {};
  const stages: Record<string, V> = {};

  const first = has("conv1.0.weight") ? deepStem(layers, "conv1", image) : conv("conv1", image, facts.stem);
  const stem = stages["stem"] = named["stem"] = activate(layers, "relu", batchNorm("bn1", first), { block: "", at: 1 }); // [N, 112, 112, 64]
  const maxpool = stages["maxpool"] = facts.stem.pool === "none" ? stem : poolStem(layers, stem); //   [N,  56,  56, 64]
  let features = maxpool;
  // layer1 [N, 56, 56, 64], layer2 [N, 28, 28, 128], layer3 [N, 14, 14, 256], layer4 [N, 7, 7, 512]; four times as many with bottlenecks
  blocks.forEach((count, at) => {
    const name = `layer${at + 1}`;
    features = stages[name] = named[name] = stage(name, features, count, at === 0 ? facts.stem.layer1 : 2);
  });
  const pooled = stages["pooled"] = averagePool("avgpool", features); //                                [N, 512]
  const { logits, classWeights } = classify(layers, facts.head, { last: features, pooled }); //         [N, classes]
  return { layers: named, stages: { ...stages, logits }, stem, maxpool, pooled, logits, classWeights };

  /** `count` residual blocks, of which the first may halve the resolution. */
  function stage(name: string, input: V, count: number, stride: number): V {
    let within = input;
    for (let at = 0; at < count; at++) {
      const block = `${name}.${at}`;
      within = named[block] = at === 0 ? sum(block, within, stride, shortcut(block, within, stride)) : sum(block, within, 1, within);
    }
    return within;
  }

  /** y = max(F(x) + shortcut(x), 0) */
  function sum(name: string, input: V, stride: number, way: V): V {
    const residual = bottleneck ? threeConvolutions(name, input, stride) : twoConvolutions(name, input, stride);
    return activate(layers, name, add(`${name}.add`, attend(layers, name, residual), way), { block: name, at: bottleneck ? 3 : 2 });
  }

  /** Figure 2: 3×3, 3×3. */
  function twoConvolutions(name: string, input: V, stride: number): V {
    const first = batchNorm(`${name}.bn1`, conv(`${name}.conv1`, input, { kernel: 3, stride, padding: 1 }));
    const inner = activate(layers, `${name}.relu1`, first, { block: name, at: 1 });
    return batchNorm(`${name}.bn2`, conv(`${name}.conv2`, inner, { kernel: 3, padding: 1 }));
  }

  /**
   * Figure 5, right: 1×1 down, 3×3, 1×1 up. The stride sits on the 1×1 (the paper, Keras) or the 3×3 (torchvision), which alone
   * may have groups (ResNeXt).
   */
  function threeConvolutions(name: string, input: V, stride: number): V {
    const [stride1, stride2] = bottleneckStride === "conv1" ? [stride, 1] : [1, stride];
    const down = batchNorm(`${name}.bn1`, conv(`${name}.conv1`, input, { kernel: 1, stride: stride1 }));
    const first = activate(layers, `${name}.relu1`, down, { block: name, at: 1 });
    const middle = batchNorm(`${name}.bn2`, groupedConv(`${name}.conv2`, first, { kernel: 3, stride: stride2, padding: 1 }));
    const second = activate(layers, `${name}.relu2`, middle, { block: name, at: 2 });
    return batchNorm(`${name}.bn3`, conv(`${name}.conv3`, second, { kernel: 1 }));
  }

  /** Of a stage's first block: a projection where the resolution changes or the file has one (option B), zeros (A), else the identity. */
  function shortcut(name: string, input: V, stride: number): V {
    if (facts.zeros !== undefined) return widened(name, input, stride, facts.zeros);
    const projects = has(`${name}.downsample.0.weight`) || has(`${name}.downsample.1.weight`);
    return stride === 1 && !projects ? input : projection(layers, `${name}.downsample`, input, stride);
  }

  /** Option A: the input's channels, every other pixel, and zeros for the channels that are new. */
  function widened(name: string, input: V, stride: number, zeros: Zeros): V {
    const into = layers.channels(`${name}.conv1`).into;
    const out = layers.channels(`${name}.conv${bottleneck ? 3 : 2}`).out;
    if (stride === 1 && into === out) return input;
    return layers.widen(`${name}.shortcut`, input, { stride, channels: out, before: zeros === "both" ? (out - into) >> 1 : 0 });
  }
}
