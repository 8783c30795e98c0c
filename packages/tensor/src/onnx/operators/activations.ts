// Functions of single numbers, with the defaults that ONNX gives them, and Softmax.
import type { Value } from "../../graph/graph.ts";
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
import { prelu as appendPrelu } from "../../ops/prelu/prelu.ts";
import { relu as appendRelu } from "../../ops/relu/relu.ts";
import { softmax as appendSoftmax } from "../../ops/softmax/softmax.ts";
import { floatAttribute, intAttribute, textAttribute } from "../attributes.ts";
import { constantAt, like, type Operator, type OperatorCall, outputName, statedNumbers, tensorAt } from "../call.ts";
import { isChannels, type Placed, shapeOf } from "../placed.ts";
import { unsupported } from "../refusal.ts";
import { axisOf, listed } from "../shape_arithmetic.ts";
import { byChannel } from "./arithmetic.ts";

const each = (append: (call: OperatorCall, name: string, input: Value) => Value): Operator => (call) => {
  const input = tensorAt(call, 0);
  return like(input, append(call, outputName(call), input.value));
};

export const relu = each(({ graph }, name, input) => appendRelu(graph, name, input));
export const sigmoid = each(({ graph }, name, input) => appendSigmoid(graph, name, input));
export const tanh = each(({ graph }, name, input) => appendTanh(graph, name, input));
export const softplus = each(({ graph }, name, input) => appendSoftplus(graph, name, input));
export const mish = each(({ graph }, name, input) => appendMish(graph, name, input));
export const hardSwish = each(({ graph }, name, input) => appendHardSwish(graph, name, input));

export const leakyRelu = each(({ graph, node }, name, input) =>
  appendLeakyRelu(graph, name, input, floatAttribute(node, "alpha", 0.01)),
);

export const elu = each(({ graph, node }, name, input) =>
  appendElu(graph, name, input, floatAttribute(node, "alpha", 1)),
);

export const hardSigmoid = each(({ graph, node }, name, input) =>
  appendHardSigmoid(graph, name, input, {
    alpha: floatAttribute(node, "alpha", 0.2),
    beta: floatAttribute(node, "beta", 0.5),
  }),
);

export const gelu = each(({ graph, node }, name, input) =>
  appendGelu(graph, name, input, {
    approximate: textAttribute(node, "approximate", "none") === "tanh" ? "tanh" : "none",
  }),
);

/** Its bounds moved from attributes to inputs in opset 11. */
export function clip(call: OperatorCall): Placed {
  const input = tensorAt(call, 0);
  const bound = (
    name: string,
    at: number,
    none: number,
  ): number => (call.opset < 11 ? floatAttribute(call.node, name, none) : statedNumbers(call, at)?.[0] ?? none);
  const [min, max] = [bound("min", 1, -Infinity), bound("max", 2, Infinity)];
  return like(input, clamp(call.graph, outputName(call), input.value, { min, max }));
}

/** One slope, or one for each channel. */
export function prelu(call: OperatorCall): Placed {
  const input = tensorAt(call, 0);
  const slopes = byChannel(call, input, constantAt(call, 1));
  const name = outputName(call);
  const slope = call.graph.parameter(`${name} (slope)`, [slopes.length], Float32Array.from(slopes));
  return like(input, appendPrelu(call.graph, name, input.value, slope));
}

export function softmax(call: OperatorCall): Placed {
  const input = tensorAt(call, 0);
  const rank = input.axes.length;
  const axis = axisOf(call, intAttribute(call.node, "axis", call.opset < 13 ? 1 : -1), rank);
  // Before opset 13 all axes from this one on are one.
  const alone = call.opset >= 13 || shapeOf(input).every((length, at) => at <= axis || length === 1);
  if (alone && isChannels(input, axis)) return like(input, appendSoftmax(call.graph, outputName(call), input.value));
  throw unsupported(
    call,
    `goes along axis ${axis} of [${listed(shapeOf(input))}]`,
    "Along the channels it is computed.",
  );
}
