// ResNet-18, 34, 50, 101 and 152: the table of the paper, over PyTorch's parameter names.
// Source  He et al. 2015, arXiv:1512.03385, table 1, figures 2 and 5; torchvision.models.resnet for the names.
// Depth, width, classes, stride placement, ε and biases come from the checkpoint: see architecture.ts.
import { architectureOf } from "./architecture.ts";
import type { Checkpoint } from "./checkpoint/checkpoint.ts";
import type { Graph, Value } from "./graph.ts";
import { layersOf } from "./layers.ts";

/** The Values worth a name. Shapes for an input of [N, 224, 224, 3]; C is 512, or 2048 with bottlenecks. */
export interface ResNet {
  readonly stem: Value; //      [N, 112, 112,  64]
  readonly maxpool: Value; //   [N,  56,  56,  64]
  readonly layer1: Value; //    [N,  56,  56,  64 or  256]
  readonly layer2: Value; //    [N,  28,  28, 128 or  512]
  readonly layer3: Value; //    [N,  14,  14, 256 or 1024]
  readonly layer4: Value; //    [N,   7,   7, C]
  readonly pooled: Value; //    [N, C]
  readonly logits: Value; //    [N, classes]
  readonly classWeights: Value; // fc.weight, [C, classes]
}

/**
 * Appends the network to `graph`, one step per layer, batch-norm visible.
 * @param image [N, H, W, 3], normalised as the checkpoint expects
 * @throws CheckpointError for missing or misshapen tensors, or another architecture
 */
export function resnet(graph: Graph, checkpoint: Checkpoint, image: Value): ResNet {
  const { blocks, bottleneck, bottleneckStride, epsilon } = architectureOf(checkpoint);
  const { conv, batchNorm, relu, add, maxPool, averagePool, linear, has } = layersOf(graph, checkpoint, epsilon);

  const stem = relu("relu", batchNorm("bn1", conv("conv1", image, { stride: 2, padding: 3 }))); // [N, 112, 112,  64]
  const maxpool = maxPool("maxpool", stem, { kernel: 3, stride: 2, padding: 1 }); //               [N,  56,  56,  64]
  const layer1 = stage("layer1", maxpool, blocks[0], 1); //                                        [N,  56,  56,  64]
  const layer2 = stage("layer2", layer1, blocks[1], 2); //                                         [N,  28,  28, 128]
  const layer3 = stage("layer3", layer2, blocks[2], 2); //                                         [N,  14,  14, 256]
  const layer4 = stage("layer4", layer3, blocks[3], 2); //                                         [N,   7,   7, 512]
  const pooled = averagePool("avgpool", layer4); //                                                [N, 512]
  const { output: logits, weight: classWeights } = linear("fc", pooled); //                        [N, classes]
  return { stem, maxpool, layer1, layer2, layer3, layer4, pooled, logits, classWeights };

  /** `count` residual blocks, of which the first may halve the resolution. */
  function stage(name: string, input: Value, count: number, stride: number): Value {
    let features = input;
    for (let at = 0; at < count; at++) features = block(`${name}.${at}`, features, at === 0 ? stride : 1);
    return features;
  }

  /** y = max(F(x) + shortcut(x), 0) */
  function block(name: string, input: Value, stride: number): Value {
    const residual = bottleneck ? threeConvolutions(name, input, stride) : twoConvolutions(name, input, stride);
    return relu(name, add(`${name}.add`, residual, shortcut(name, input, stride)));
  }

  /** Figure 2: 3×3, 3×3. */
  function twoConvolutions(name: string, input: Value, stride: number): Value {
    const first = relu(`${name}.relu1`, batchNorm(`${name}.bn1`, conv(`${name}.conv1`, input, { stride, padding: 1 })));
    return batchNorm(`${name}.bn2`, conv(`${name}.conv2`, first, { padding: 1 }));
  }

  /** Figure 5, right: 1×1 down, 3×3, 1×1 up. The stride sits on the 1×1 (the paper, Keras) or the 3×3 (torchvision). */
  function threeConvolutions(name: string, input: Value, stride: number): Value {
    const [stride1, stride2] = bottleneckStride === "conv1" ? [stride, 1] : [1, stride];
    const first = relu(`${name}.relu1`, batchNorm(`${name}.bn1`, conv(`${name}.conv1`, input, { stride: stride1 })));
    const second = relu(`${name}.relu2`, batchNorm(`${name}.bn2`, conv(`${name}.conv2`, first, { stride: stride2, padding: 1 })));
    return batchNorm(`${name}.bn3`, conv(`${name}.conv3`, second));
  }

  /** The identity, or a strided 1×1 projection where the shape changes (option B). */
  function shortcut(name: string, input: Value, stride: number): Value {
    if (!has(`${name}.downsample.0.weight`)) return input;
    return batchNorm(`${name}.downsample.1`, conv(`${name}.downsample.0`, input, { stride }));
  }
}
