// TensorFlow's EfficientNet as a PyTorch state dict: torchvision's names, convolution weights [O, I, K, K], linear weights [O, I].
//
// The graph is frozen: every batch-norm is in its convolution, as weights and an offset. It is written as one of γ = 1, β = offset, mean 0 and
// variance 1, whose ε is 0. Convolutions pad as SAME. stack_S/block_B of the graph is features.(S + 1).B of torchvision, whose layers are
// counted from the expansion, which the first stack lacks.
// Source of the numbers: Tan & Le 2019 (arXiv:1905.11946), TensorFlow Hub's efficientnet/b0/classification/1.
import type { CheckpointTensor } from "@camlucida/tensor";
import { ModelError } from "../errors/errors.ts";
import type { ConvertedModel } from "./converted_model.ts";
import { type GraphModel, type GraphNode, requireList, requireText, strideOf } from "./graph_model.ts";
import { channelsFirst, outputsFirst } from "./layout.ts";

/** Of each stack's first block: table 1 of the paper. */
const strides = [1, 2, 2, 2, 1, 2, 1];

/** What has weights. */
const layerKinds = ["_FusedConv2D", "FusedDepthwiseConv2dNative", "_FusedMatMul"];

/** What has none, and is in every EfficientNet. */
const otherKinds = ["Placeholder", "Const", "Mul", "Sub", "RealDiv", "Shape", "BroadcastTo", "Sigmoid", "Mean", "StridedSlice", "Pack", "Reshape", "AddV2", "Softmax", "Identity"];

/**
 * Converts an EfficientNet of any depth and width. Whether the layers fit each other into a network is for the network's builder to judge.
 *
 * @throws ModelError "keras-malformed": an unknown operation or layer, a misshapen array, a stride or padding that EfficientNet lacks
 */
export function convertEfficientNet({ nodes, weights }: GraphModel): ConvertedModel {
  const tensors = new Map<string, CheckpointTensor>();
  const normalisation = normalisationOf({ nodes, weights });
  const unused = new Set([...weights.keys()].filter((name) => !normalisation.constants.includes(name)));
  for (const [name, node] of nodes) {
    if (otherKinds.includes(node.op)) continue;
    const layer = layerKinds.includes(node.op) ? layerOf(name, nodes) : undefined;
    if (layer === undefined) throw malformed(`there is no place for "${name}", a ${node.op.slice(0, 80)}, in an EfficientNet`);
    checkLayer(name, node, layer);
    const [weight, offset] = [1, 2].map((input) => constant(name, node, input, weights)) as [CheckpointTensor, CheckpointTensor];
    for (const input of node.inputs.slice(1)) unused.delete(input);
    for (const [key, tensor] of tensorsOf(name, layer, weight, offset)) {
      if (tensors.has(key)) throw malformed(`two nodes are ${key}; the second is "${name}"`);
      tensors.set(key, tensor);
    }
  }
  const [left] = unused;
  if (left !== undefined) throw malformed(`nothing reads the weights "${left}"`);
  return { tensors, batchNormEpsilon: 0, bottleneckStride: undefined, padding: "same", normalisation };
}

/** A node's place. */
interface Layer {
  readonly name: string; // torchvision's: "features.1.0.block.0.0"
  readonly kind: (typeof kinds)[keyof typeof kinds] | "linear";
  readonly stride: number;
}

/** What nodes of a block are called: a batch-norm's name where it is in the convolution before it, but for depthwise ones. */
const kinds = {
  expand_bn: "convolution", depthwise_conv2d: "depthwise", se_reduce_conv2d: "squeeze", se_expand_conv2d: "squeeze", project_bn: "convolution",
} as const;

function layerOf(node: string, nodes: GraphModel["nodes"]): Layer | undefined {
  const [, root = "", path = ""] = /^(.*?)((?:stem_bn|top_bn|logits|stack_\d+\/block_\d+\/\w+)\/\w+)$/.exec(node) ?? [];
  if (path.startsWith("stem_bn/")) return { name: "features.0.0", kind: "convolution", stride: 2 };
  if (path.startsWith("top_bn/")) return { name: "features.8.0", kind: "convolution", stride: 1 };
  if (path.startsWith("logits/")) return { name: "classifier.1", kind: "linear", stride: 1 };
  const [, stack = "", block = "", part = ""] = /^stack_([0-6])\/block_(\d{1,2})\/(\w+)\/\w+$/.exec(path) ?? [];
  if (!Object.hasOwn(kinds, part)) return undefined;
  const kind = kinds[part as keyof typeof kinds];
  const at = Number([...nodes.keys()].some((name) => name.startsWith(`${root}stack_${stack}/block_${block}/expand_bn/`)));
  const place = { expand_bn: "0.0", depthwise_conv2d: `${at}.0`, se_reduce_conv2d: `${at + 1}.fc1`, se_expand_conv2d: `${at + 1}.fc2`, project_bn: `${at + 2}.0` }[part];
  const stride = kind === "depthwise" && Number(block) === 0 ? strides[Number(stack)] ?? 1 : 1;
  return { name: `features.${Number(stack) + 1}.${Number(block)}.block.${place}`, kind, stride };
}

/** Whether a node computes what the PyTorch layer of its place computes. @throws ModelError "keras-malformed" */
function checkLayer(name: string, node: GraphNode, { kind, stride }: Layer): void {
  const expected = { convolution: "_FusedConv2D", squeeze: "_FusedConv2D", depthwise: "FusedDepthwiseConv2dNative", linear: "_FusedMatMul" }[kind];
  if (node.op !== expected) throw malformed(`"${name}" is a ${node.op}; expected a ${expected}`);
  requireList(node, "fused_ops", ["BiasAdd"]);
  if (kind === "linear") return;
  requireText(node, "padding", "SAME");
  requireText(node, "data_format", "NHWC");
  requireList(node, "dilations", [1, 1, 1, 1]);
  if (strideOf(node) !== stride) throw malformed(`"${name}" strides by ${strideOf(node)}; expected ${stride}`);
}

/** A node's input, which must be a constant. */
function constant(name: string, node: GraphNode, input: number, weights: GraphModel["weights"]): CheckpointTensor {
  const found = weights.get(node.inputs[input] ?? "");
  if (found === undefined || node.inputs.length !== 3) throw malformed(`"${name}" has no weights and offset of its own`);
  return found;
}

function* tensorsOf(node: string, { name, kind }: Layer, weight: CheckpointTensor, offset: CheckpointTensor): Generator<[string, CheckpointTensor]> {
  const channels = weight.shape[kind === "depthwise" ? 2 : weight.shape.length - 1] ?? 0;
  const axes = kind === "linear" ? 2 : 4;
  const fits = weight.shape.length === axes && offset.shape.join() === String(channels) && (kind !== "depthwise" || weight.shape[3] === 1);
  if (!fits) throw malformed(`"${node}" has weights [${weight.shape.join(", ")}] and an offset [${offset.shape.join(", ")}]`);
  yield [`${name}.weight`, kind === "depthwise" ? channelsFirst(weight) : outputsFirst(weight)];
  if (kind === "linear" || kind === "squeeze") yield [`${name}.bias`, offset];
  else yield* foldedBatchNorm(name.replace(/0$/, "1"), offset);
}

/** That does no more than to add the offset, as the rest of it is in the convolution before. */
function* foldedBatchNorm(name: string, offset: CheckpointTensor): Generator<[string, CheckpointTensor]> {
  const filled = (value: number): CheckpointTensor => ({ shape: offset.shape, data: new Float32Array(offset.data.length).fill(value) });
  yield [`${name}.weight`, filled(1)];
  yield [`${name}.bias`, offset];
  yield [`${name}.running_mean`, filled(0)];
  yield [`${name}.running_var`, filled(1)];
}

/** (levels · 255 − mean) / std at the graph's beginning: a mean and a deviation of each channel, of levels 0 … 1. */
function normalisationOf({ nodes, weights }: GraphModel): { mean: number[]; std: number[]; constants: string[] } {
  const [division, ...others] = [...nodes.values()].filter(({ op }) => op === "RealDiv");
  if (division === undefined || others.length > 0) throw malformed("it does not divide by a deviation once");
  const difference = nodes.get(division.inputs[0] ?? "");
  const product = nodes.get(difference?.inputs[0] ?? "");
  const spread = (node: GraphNode | undefined): string => nodes.get(node?.inputs[1] ?? "")?.inputs[0] ?? "";
  const constants = [spread(difference), spread(division), product?.inputs[0] ?? ""];
  const [mean, std, levels] = constants.map((name) => weights.get(name)?.data);
  if (difference?.op !== "Sub" || product?.op !== "Mul" || mean?.length !== 3 || std?.length !== 3 || levels?.[0] !== 255) {
    throw malformed("it does not begin with (levels · 255 − mean) / std");
  }
  return { mean: Array.from(mean, (x) => x / 255), std: Array.from(std, (x) => x / 255), constants };
}

function malformed(what: string): ModelError {
  return new ModelError("keras-malformed", `the TensorFlow.js model cannot be converted: ${what}.`);
}
