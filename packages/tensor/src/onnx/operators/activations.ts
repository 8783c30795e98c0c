// Functions of single numbers, with the defaults that ONNX gives them, and Softmax.
import { elements, type Value } from "../../graph/graph.ts";
import {
  clamp,
  elu as appendElu,
  gelu as appendGelu,
  hardSigmoid as appendHardSigmoid,
  hardSwish as appendHardSwish,
  leakyRelu as appendLeakyRelu,
  mish as appendMish,
  sigmoid as appendSigmoid,
  softplus as appendSoftplus,
  tanh as appendTanh,
} from "../../ops/activation/builders.ts";
import { broadcastAdd, divide, multiply } from "../../ops/arithmetic/arithmetic.ts";
import { absolute } from "../../ops/elementary/elementary.ts";
import { prelu as appendPrelu } from "../../ops/prelu/prelu.ts";
import { relu as appendRelu } from "../../ops/relu/relu.ts";
import { softmax as appendSoftmax } from "../../ops/softmax/softmax.ts";
import { floatAttribute, intAttribute, textAttribute } from "../attributes.ts";
import { constantAt, isPlaced, like, type Operator, type OperatorCall, outputName, statedNumbers, tensorAt, viewAt } from "../call.ts";
import { reshaped, withLast } from "../layout.ts";
import { isChannels, type Placed, shapeOf } from "../placed.ts";
import { axisOf } from "../shape_arithmetic.ts";
import { hardSwishFrom, mishFrom, siluFrom } from "./activation_patterns.ts";
import { alongside, broadcast } from "./broadcasting.ts";

const each = (append: (call: OperatorCall, name: string, input: Value) => Value): Operator => (call) => {
  const input = viewAt(call, 0);
  return like(input, append(call, outputName(call), input.value));
};

export const relu = each(({ graph }, name, input) => appendRelu(graph, name, input));
const sigmoidAlone = each(({ graph }, name, input) => appendSigmoid(graph, name, input));
export const sigmoid: Operator = (call) => siluFrom(call) ?? sigmoidAlone(call);
export const tanh = each(({ graph }, name, input) => appendTanh(graph, name, input));
const softplusAlone = each(({ graph }, name, input) => appendSoftplus(graph, name, input));
export const softplus: Operator = (call) => mishFrom(call) ?? softplusAlone(call);
export const mish = each(({ graph }, name, input) => appendMish(graph, name, input));
export const hardSwish = each(({ graph }, name, input) => appendHardSwish(graph, name, input));

export const leakyRelu = each(({ graph, node }, name, input) =>
  appendLeakyRelu(graph, name, input, floatAttribute(node, "alpha", 0.01)),
);

export const elu = each(({ graph, node }, name, input) =>
  appendElu(graph, name, input, floatAttribute(node, "alpha", 1)),
);

const hardSigmoidAlone = each(({ graph, node }, name, input) =>
  appendHardSigmoid(graph, name, input, {
    alpha: floatAttribute(node, "alpha", 0.2),
    beta: floatAttribute(node, "beta", 0.5),
  }),
);

export const hardSigmoid: Operator = (call) => hardSwishFrom(call) ?? hardSigmoidAlone(call);

export const gelu = each(({ graph, node }, name, input) =>
  appendGelu(graph, name, input, {
    approximate: textAttribute(node, "approximate", "none") === "tanh" ? "tanh" : "none",
  }),
);

/** Its bounds moved from attributes to inputs in opset 11. */
export function clip(call: OperatorCall): Placed {
  const input = viewAt(call, 0);
  const bound = (
    name: string,
    at: number,
    none: number,
  ): number => (call.opset < 11 ? floatAttribute(call.node, name, none) : statedNumbers(call, at)?.[0] ?? none);
  const [min, max] = [bound("min", 1, -Infinity), bound("max", 2, Infinity)];
  return like(input, clamp(call.graph, outputName(call), input.value, { min, max }));
}

/** One slope, one for each channel, or others that are repeated as in any arithmetic. */
export function prelu(call: OperatorCall): Placed {
  const [input, slope] = [tensorAt(call, 0), call.operands[1]];
  if (isPlaced(slope)) return broadcast(call, appendPrelu, input, slope);
  return like(input, appendPrelu(call.graph, outputName(call), input.value, alongside(call, input, constantAt(call, 1), "slope")));
}

/** Along an axis; before opset 13 along this and all behind it, as one. */
export function softmax(call: OperatorCall): Placed {
  const input = viewAt(call, 0);
  const [name, lengths] = [outputName(call), shapeOf(input)];
  const axis = axisOf(call, intAttribute(call.node, "axis", call.opset < 13 ? 1 : -1), lengths.length);
  const alone = call.opset >= 13 || lengths.every((length, at) => at <= axis || length === 1);
  if (alone) {
    const along = isChannels(input, axis) ? input : withLast(call, `${name} (laid out)`, input, axis);
    return like(along, appendSoftmax(call.graph, name, along.value));
  }
  const row = reshaped(call, `${name} (row)`, input, [elements(lengths.slice(0, axis)), elements(lengths.slice(axis))]);
  const along = isChannels(row, 1) ? row : withLast(call, `${name} (laid out)`, row, 1);
  return reshaped(call, `${name} (shaped)`, like(along, appendSoftmax(call.graph, name, along.value)), lengths);
}

const SCALE = 1.0507009873554805; // Klambauer et al. 2017, arXiv:1706.02515
const ALPHA = 1.6732632423543772;

/** γ · ELU(x) */
export const selu = each(({ graph, node }, name, input) =>
  multiply(graph, name, appendElu(graph, `${name} (ELU)`, input, floatAttribute(node, "alpha", ALPHA)), floatAttribute(node, "gamma", SCALE)),
);

/** x where it is positive, else α·(e^(x/α) − 1): α · ELU(x/α) */
export const celu = each(({ graph, node }, name, input) => {
  const alpha = floatAttribute(node, "alpha", 1);
  return multiply(graph, name, appendElu(graph, `${name} (ELU)`, multiply(graph, `${name} (divided)`, input, 1 / alpha)), alpha);
});

/** x / (1 + |x|) */
export const softsign = each(({ graph }, name, input) => {
  const size = absolute(graph, `${name} (size)`, input);
  return divide(graph, name, input, broadcastAdd(graph, `${name} (and one)`, size, 1));
});
