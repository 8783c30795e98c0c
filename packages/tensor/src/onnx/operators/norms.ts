// Normalisations: with the statistics of training BatchNormalization; with those of their own image InstanceNormalization,
// GroupNormalization, LayerNormalization, LRN.
import { elements, type Value } from "../../graph/graph.ts";
import { lastAxis } from "../../graph/shapes.ts";
import { batchNorm as appendBatchNorm } from "../../ops/batch_norm/batch_norm.ts";
import { groupNorm as appendGroupNorm, layerNorm as appendLayerNorm } from "../../ops/group_norm/group_norm.ts";
import { localResponseNorm } from "../../ops/local_response_norm/local_response_norm.ts";
import { floatAttribute, intAttribute } from "../attributes.ts";
import {
  constantAt,
  filled,
  like,
  type OperatorCall,
  outputName,
  overImage,
  tensorAt,
  vectorOf,
  viewAt,
} from "../call.ts";
import type { Constant } from "../constant.ts";
import { reshaped, withLast } from "../layout.ts";
import { isChannels, type Placed, shapeOf } from "../placed.ts";
import { unsupported } from "../refusal.ts";
import { axisOf, listed } from "../shape_arithmetic.ts";

export function batchNorm(call: OperatorCall): Placed {
  const input = tensorAt(call, 0);
  const { node, opset } = call;
  if (intAttribute(node, "training_mode", 0) !== 0 || (opset < 9 && intAttribute(node, "spatial", 1) === 0)) {
    throw unsupported(
      call,
      "normalises with the statistics of its own images",
      "Export the model in evaluation mode: model.eval().",
    );
  }
  if (!isChannels(input, 1)) {
    throw unsupported(call, `normalises [${listed(shapeOf(input))}]`, "Its second axis must be the channels.");
  }
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((at) => constantAt(call, at, [lastAxis(input.value)])) as [
    Constant,
    Constant,
    Constant,
    Constant,
  ];
  return like(
    input,
    appendBatchNorm(call.graph, outputName(call), input.value, {
      gamma: vectorOf(call, gamma),
      beta: vectorOf(call, beta),
      mean: vectorOf(call, mean),
      variance: vectorOf(call, variance),
      epsilon: floatAttribute(node, "epsilon", 1e-5),
    }),
  );
}

/** Of channels; or of groups of them, [N, groups, …], as exporters write group norm. */
export function instanceNorm(call: OperatorCall): Placed {
  const input = viewAt(call, 0);
  const { value, view, axes } = input;
  const [channels, first] = [lastAxis(value), value.shape.length - 1];
  const groups = shapeOf(input)[1] ?? 0;
  const isGroup = isChannels(input, 1) || axes[1]?.join() === String(first) || (axes[1]?.length === 0 && groups === 1);
  if (first < 1 || !isGroup || axes[0]?.join() !== "0" || view.length > first + 2) {
    throw unsupported(
      call,
      `normalises [${listed(shapeOf(input))}]`,
      "Its second axis must be the channels, or groups of them.",
    );
  }
  const name = outputName(call);
  const [gamma, beta] = [1, 2].map((at) => spreadOver(call, at, groups, channels)) as [Value, Value];
  const epsilon = floatAttribute(call.node, "epsilon", 1e-5);
  return like(input, appendGroupNorm(call.graph, name, value, { gamma, beta, epsilon, groups }));
}

/** One number for each group, as one for each channel. */
function spreadOver(call: OperatorCall, at: number, groups: number, channels: number): Value {
  const constant = constantAt(call, at, [groups]);
  if (groups === channels) return vectorOf(call, constant);
  const width = channels / groups;
  const write = (into: Float32Array): void =>
    constant.exact().forEach((number, group) => void into.fill(number, group * width, (group + 1) * width));
  return call.graph.parameter(`${outputName(call)} (input ${at})`, [channels], { length: channels, write });
}

/** Scale and bias are of groups before opset 21, and of channels from then on. */
export const groupNorm = (call: OperatorCall): Placed => overImage(call, (input) => {
  const [channels, groups] = [lastAxis(input.value), intAttribute(call.node, "num_groups", 0)];
  const [gamma, beta] = [1, 2].map((at) => spreadOver(call, at, call.opset < 21 ? groups : channels, channels)) as [
    Value,
    Value,
  ];
  const epsilon = floatAttribute(call.node, "epsilon", 1e-5);
  return like(input, appendGroupNorm(call.graph, outputName(call), input.value, { gamma, beta, epsilon, groups }));
});

/** Over all axes from one on: where they are not the channels, they are laid there. */
export function layerNorm(call: OperatorCall): Placed {
  const input = viewAt(call, 0);
  const lengths = shapeOf(input);
  const rank = lengths.length;
  const axis = axisOf(call, intAttribute(call.node, "axis", -1), rank);
  const name = outputName(call);
  const over = lengths.slice(axis);
  const row = axis === rank - 1 ? input : reshaped(call, `${name} (row)`, input, [...lengths.slice(0, axis), elements(over)]);
  const asLast = isChannels(row, axis) ? row : withLast(call, `${name} (laid out)`, row, axis);
  const count = elements(over);
  const [gamma, beta] = [1, 2].map((at) => {
    if (!call.operands[at]) return filled(call, `${name} (input ${at})`, count, at === 1 ? 1 : 0);
    return vectorOf(call, constantAt(call, at, over));
  }) as [Value, Value];
  const epsilon = floatAttribute(call.node, "epsilon", 1e-5);
  const normalised = like(asLast, appendLayerNorm(call.graph, name, asLast.value, { gamma, beta, epsilon }));
  return axis === rank - 1 ? normalised : reshaped(call, `${name} (shaped)`, normalised, lengths);
}

export function responseNorm(call: OperatorCall): Placed {
  const input = tensorAt(call, 0);
  if (!isChannels(input, 1)) {
    throw unsupported(call, `normalises [${listed(shapeOf(input))}]`, "Its second axis must be the channels.");
  }
  const size = intAttribute(call.node, "size", 0);
  const [alpha, beta, k] = [
    floatAttribute(call.node, "alpha", 1e-4),
    floatAttribute(call.node, "beta", 0.75),
    floatAttribute(call.node, "bias", 1),
  ];
  const options = { size, before: Math.floor((size - 1) / 2), alpha, beta, k };
  return like(input, localResponseNorm(call.graph, outputName(call), input.value, options));
}
