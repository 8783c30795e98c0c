import type { Step, Value } from "../graph.ts";

/** A graph's parameters, to which an algorithm adds what it makes of the weights. */
export type Parameters = Map<Value, Float32Array>;

/** A way to a convolution's output: the steps, of which the last makes it, or undefined where this way does not apply. */
export type Algorithm = (step: Step, parameters: Parameters) => Step[] | undefined;
