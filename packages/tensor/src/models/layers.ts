// What networks are described with: layers by PyTorch's names, of whatever Values, and the tensors of a file that they read. They are
// carried out on a graph (layers_on_graph.ts), or by noting the tensors that they ask for (left_over.ts).
import type { CheckpointTensor } from "../checkpoint/checkpoint.ts";
import type { ByAxis } from "../graph/shapes.ts";
import type { AveragePoolOptions } from "../ops/average_pool/average_pool.ts";
import type { PoolOptions } from "../ops/shared/pooling.ts";

/** A convolution. The kernel is said, so that a file with another one is noticed. */
export interface ConvLayer {
  readonly kernel: ByAxis;
  readonly stride?: number;
  readonly padding?: ByAxis;
}

/** What a network is described with. A layer's name is its PyTorch name. */
export interface Layers<V> {
  /** Whether the checkpoint has a tensor of this name. */
  has(tensor: string): boolean;
  /** Of a convolution's weight: Cin/G and Cout. */
  channels(name: string): { readonly into: number; readonly out: number };
  conv(name: string, input: V, options: ConvLayer): V;
  /** In as many groups as the weight's second axis, Cin/G, says. */
  groupedConv(name: string, input: V, options: ConvLayer): V;
  batchNorm(name: string, input: V): V;
  /** Over the channels of each position. */
  layerNorm(name: string, input: V): V;
  /** Each channel by a number of its own, which is `name`. */
  scale(name: string, input: V): V;
  linear(name: string, input: V): { readonly output: V; readonly weight: V };
  /** Behind a flattening of [N, H, W, C]: its weight, [out, C·H·W] in the file, is [H·W·C, out] in that order, in parts where it is large. */
  flattenedLinear(name: string, input: V): V;
  /** A 1×1 convolution of the one position that pooling leaves, [N, C]. */
  pooledConv(name: string, input: V): V;
  /** A convolution of channels side by side, [N, C], whose weight is [1, 1, K]. */
  channelConv(name: string, input: V): V;
  /** A linear layer at every position of [N, H, W, C]. */
  pointwise(name: string, input: V): V;
  relu(name: string, input: V): V;
  /** With slopes `${name}.weight`: one, or one for each channel. */
  prelu(name: string, output: string, input: V): V;
  relu6(name: string, input: V): V;
  sigmoid(name: string, input: V): V;
  silu(name: string, input: V): V;
  gelu(name: string, input: V): V;
  hardSigmoid(name: string, input: V): V;
  hardSwish(name: string, input: V): V;
  add(name: string, a: V, b: V): V;
  /** One input's channels behind the other's. */
  concat(name: string, inputs: readonly V[]): V;
  /** The first half of the channels, and the second. */
  halves(name: string, input: V): readonly [V, V];
  channelShuffle(name: string, input: V, groups: number): V;
  /** Each channel of `input` [N, H, W, C] by its factor, [N, C]. */
  multiply(name: string, input: V, factors: V): V;
  /** Every `stride`-th row and column of it, among channels that are zero: `before` before its own. */
  widen(name: string, input: V, options: { readonly stride: number; readonly channels: number; readonly before: number }): V;
  maxPool(name: string, input: V, options: PoolOptions): V;
  /** Of all positions: [N, C]. */
  globalMaxPool(name: string, input: V): V;
  /** Under a window, or of all positions where there is none: [N, C]. */
  averagePool(name: string, input: V, options?: AveragePoolOptions): V;
  /** Of so many bins, whatever the input's size. */
  adaptiveAveragePool(name: string, input: V, size: { readonly height: number; readonly width: number }): V;
}

/** For messages: what opens whatever its names are. */
export const asOnnx = 'Any convolutional classifier opens as ONNX; in Python: torch.onnx.export(model.eval(), torch.zeros(1, 3, 224, 224), "net.onnx").';

/** For messages. */
export const supported = "Supported by names: resnet18 … resnet152 and their wide and grouped relatives, ResNetV2, MobileNetV2 and V3, MNASNet, RegNet, EfficientNet, ConvNeXt, ShuffleNetV2, DenseNet, GoogLeNet, Inception v3, SqueezeNet, AlexNet and VGG, with the names of torchvision, timm or transformers. " + asOnnx;

/** Where layers find their tensors, and what of the file is not among them. */
export interface NamesInFile extends NamedTensors {
  readonly family: string; // for messages: "ResNet"
  /** The linear layer that gives the logits: "fc", "classifier.1". */
  readonly classifier: string;
  /** What stands before the names of the network in the file, and each shorter beginning: "net.backbone.", "net.", "". */
  readonly scopes: readonly string[];
  /** Tensors of the file that have none of the network's names. */
  readonly others: readonly string[];
  /** Those of them that are known not to change its answer. */
  readonly setAside?: ReadonlySet<string>;
}

/** Where layers find their tensors. */
export interface NamedTensors {
  /** By the names that the network's description uses. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /** What the file itself calls a tensor. */
  nameInFile(name: string): string;
}

/** Of a convolution's weight [Cout, Cin/G, K, K]: 0 where there is none. */
export function channelsIn(tensors: NamedTensors["tensors"], name: string): { into: number; out: number } {
  const [out = 0, into = 0] = tensors.get(`${name}.weight`)?.shape ?? [];
  return { into, out };
}
