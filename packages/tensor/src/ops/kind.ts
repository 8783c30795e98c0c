// What a step is called where people read of it: its op, or, where one op does several things, which of them.
import type { Step } from "../graph/graph.ts";
import { activationOp } from "./activation/activation.ts";
import { type ActivationAttributes, functionName } from "./activation/activation_functions.ts";
import { type ArithmeticAttributes, arithmeticFunction, arithmeticOp } from "./arithmetic/arithmetic.ts";

/**
 * The kind of a step: its op's name, but "silu" of an activation, "multiply" of arithmetic, "depthwise_conv" of a convolution of each channel by itself,
 * and "layer_norm" of what normalises each position.
 * @example
 * ```ts
 * import { Graph, kindOf, silu } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * silu(graph, "output", graph.input("x", [1, 4]));
 * graph.steps.map(kindOf); // → ["silu"]
 * ```
 */
export function kindOf({ op, constants, inputs: [input] }: Step): string {
  if (op === activationOp) return ownName(constants as ActivationAttributes);
  if (op === arithmeticOp) return arithmeticFunction(constants as ArithmeticAttributes).toLowerCase();
  if (op.name === "conv" && (constants["groups"] ?? 1) > 1) return constants["groups"] === input?.shape.at(-1) ? "depthwise_conv" : "grouped_conv";
  if (op.name === "group_norm") return constants["positions"] === 1 ? "layer_norm" : "group_norm";
  return op.name;
}

function ownName({ activation, alpha, beta }: ActivationAttributes): string {
  const name = functionName(activation);
  return name === "clamp" && alpha === 0 && beta === 6 ? "relu6" : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
