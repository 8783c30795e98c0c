// What a step is called where people read of it: by its op, or by the function where one op has many.
import type { Step } from "../graph/graph.ts";
import { activationOp } from "./activation/activation.ts";
import { functionName, type ActivationAttributes } from "./activation/activation_functions.ts";
import { arithmeticFunction, arithmeticOp, type ArithmeticAttributes } from "./arithmetic/arithmetic.ts";

/**
 * What a step does, in a word: "conv", "silu", "multiply".
 * @example
 * ```ts
 * import { Graph, kindOfStep, multiply, silu } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const [features, gates] = [graph.input("features", [1, 7, 7, 4]), graph.input("gates", [1, 1, 1, 4])];
 * multiply(graph, "excited", silu(graph, "active", features), gates);
 * graph.steps.map(kindOfStep); // → ["silu", "multiply"]
 * ```
 */
export function kindOfStep({ op, constants }: Step): string {
  if (op.name === activationOp.name) return words(functionName((constants as ActivationAttributes).activation));
  if (op.name === arithmeticOp.name) return words(arithmeticFunction(constants as ArithmeticAttributes).toLowerCase());
  return op.name;
}

/** "hardSwish" → "hard_swish", as ops are called. */
const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
