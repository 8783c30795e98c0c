// How much a step of a graph has to do, counted from its shapes.
import { elements, type Step } from "../../../packages/tensor/src/index.ts";

export interface Work {
  readonly operations: number; // a multiply-add counts two
  readonly bytes: number; // least traffic: every input and the output once, nothing kept from before
}

export function workOf(step: Step): Work {
  const arrays = [...new Set([...step.inputs, step.output])];
  return { operations: operationsOf(step), bytes: arrays.reduce((sum, { shape, type }) => sum + elements(shape) * (type === "u8" ? 1 : 4), 0) };
}

/** Multiply-adds of products and windows. What only rearranges or transforms (Winograd's additions) counts as traffic alone. */
function operationsOf({ op, inputs, output, constants }: Step): number {
  const outputs = elements(output.shape);
  const weight = inputs[1]?.shape ?? [];
  if (op.name.startsWith("conv") || op.name === "linear") return 2 * outputs * elements(weight.slice(0, -1)); // [K, K, Cin, Cout], [Cin, Cout]
  if (op.name.startsWith("winograd_product")) return 2 * outputs * (weight[1] ?? 0); // [frequencies, Cin, Cout]
  if (op.name === "max_pool") return outputs * (constants["kernel"] ?? 1) ** 2;
  if (op.name === "global_average_pool") return elements(inputs[0]?.shape ?? []);
  return 0;
}
