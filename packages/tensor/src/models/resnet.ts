// ResNet-18, 34, 50, 101 and 152: the table of the paper, over PyTorch's parameter names.
// Source  He et al. 2015, arXiv:1512.03385, table 1, figures 2 and 5; torchvision.models.resnet for the names.
// Depth, width, classes, stem, stride placement, ε and biases come from the checkpoint: see architecture.ts.
import type { Layers } from "./layers.ts";
import type { Stem } from "./stem.ts";

/** What the table must be told. Widths and groups need no mention: every layer reads them off its own weight. */
export interface ResNetFacts {
  readonly stem: Stem;
  /** Residual blocks in layer1 … layer4. */
  readonly blocks: readonly [number, number, number, number];
  /** Blocks of three convolutions (50 layers and more) rather than two. */
  readonly bottleneck: boolean;
  /** Which convolution of a bottleneck carries the stride. */
  readonly bottleneckStride: "conv1" | "conv2";
}

/** The Values worth a name. Shapes for an input of [N, 224, 224, 3] and the paper's stem; C is 512, or 2048 with bottlenecks. */
export interface ResNet<Value> {
  readonly stem: Value; //      [N, 112, 112,  64]
  readonly maxpool: Value; //   [N,  56,  56,  64]; the stem itself where there is no max-pool
  readonly layer1: Value; //    [N,  56,  56,  64 or  256]
  readonly layer2: Value; //    [N,  28,  28, 128 or  512]
  readonly layer3: Value; //    [N,  14,  14, 256 or 1024]
  readonly layer4: Value; //    [N,   7,   7, C]
  readonly pooled: Value; //    [N, C]
  readonly logits: Value; //    [N, classes]
  readonly classWeights: Value; // fc.weight, [C, classes]
}

/**
 * The network, one step per layer, batch-norm visible, out of `layers`: on a graph, or only by name.
 * @param image [N, H, W, 3], normalised as the checkpoint expects
 */
export function resnetOf<Value>(layers: Layers<Value>, facts: ResNetFacts, image: Value): ResNet<Value> {
  const { blocks, bottleneck, bottleneckStride } = facts;
  const { conv, groupedConv, batchNorm, relu, add, maxPool, averagePool, linear, has } = layers;

  const stem = relu("relu", batchNorm("bn1", conv("conv1", image, facts.stem))); //  [N, 112, 112,  64]
  const maxpool = facts.stem.pool === "none" ? stem //                               [N,  56,  56,  64]
    : maxPool("maxpool", stem, { kernel: 3, stride: 2, padding: 1 });
  const layer1 = stage("layer1", maxpool, blocks[0], facts.stem.layer1); //          [N,  56,  56,  64]
  const layer2 = stage("layer2", layer1, blocks[1], 2); //                           [N,  28,  28, 128]
  const layer3 = stage("layer3", layer2, blocks[2], 2); //                           [N,  14,  14, 256]
  const layer4 = stage("layer4", layer3, blocks[3], 2); //                           [N,   7,   7, 512]
  const pooled = averagePool("avgpool", layer4); //                                  [N, 512]
  const { output: logits, weight: classWeights } = linear("fc", pooled); //          [N, classes]
  return { stem, maxpool, layer1, layer2, layer3, layer4, pooled, logits, classWeights };

  /** `count` residual blocks, of which the first may halve the resolution. */
  function stage(name: string, input: Value, count: number, stride: number): Value {
    let features = input;
    for (let at = 0; at < count; at++) {
      const block = `${name}.${at}`;
      features = at === 0 ? sum(block, features, stride, shortcut(block, features, stride)) : sum(block, features, 1, features);
    }
    return features;
  }

  /** y = max(F(x) + shortcut(x), 0) */
  function sum(name: string, input: Value, stride: number, way: Value): Value {
    const residual = bottleneck ? threeConvolutions(name, input, stride) : twoConvolutions(name, input, stride);
    return relu(name, add(`${name}.add`, residual, way));
  }

  /** Figure 2: 3×3, 3×3. */
  function twoConvolutions(name: string, input: Value, stride: number): Value {
    const first = relu(`${name}.relu1`, batchNorm(`${name}.bn1`, conv(`${name}.conv1`, input, { kernel: 3, stride, padding: 1 })));
    return batchNorm(`${name}.bn2`, conv(`${name}.conv2`, first, { kernel: 3, padding: 1 }));
  }

  /**
   * Figure 5, right: 1×1 down, 3×3, 1×1 up. The stride sits on the 1×1 (the paper, Keras) or the 3×3 (torchvision), which alone
   * may have groups (ResNeXt).
   */
  function threeConvolutions(name: string, input: Value, stride: number): Value {
    const [stride1, stride2] = bottleneckStride === "conv1" ? [stride, 1] : [1, stride];
    const first = relu(`${name}.relu1`, batchNorm(`${name}.bn1`, conv(`${name}.conv1`, input, { kernel: 1, stride: stride1 })));
    const middle = groupedConv(`${name}.conv2`, first, { kernel: 3, stride: stride2, padding: 1 });
    const second = relu(`${name}.relu2`, batchNorm(`${name}.bn2`, middle));
    return batchNorm(`${name}.bn3`, conv(`${name}.conv3`, second, { kernel: 1 }));
  }

  /** Of a stage's first block: a strided 1×1 projection where the resolution changes or the file has one (option B), else the identity. */
  function shortcut(name: string, input: Value, stride: number): Value {
    if (stride === 1 && !has(`${name}.downsample.0.weight`)) return input;
    return batchNorm(`${name}.downsample.1`, conv(`${name}.downsample.0`, input, { kernel: 1, stride }));
  }
}
