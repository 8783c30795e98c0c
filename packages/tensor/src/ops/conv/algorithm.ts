import type { Step, Value } from "../../graph/graph.ts";
import type { Parameter } from "../../graph/parameter.ts";

/** A graph's parameters, to which an algorithm adds what it makes of the weights. */
export type Parameters = Map<Value, Parameter>;

/** A way to a convolution's output: the steps, of which the last makes it, or undefined where this way does not apply. */
export type Algorithm = (step: Step, parameters: Parameters) => Step[] | undefined;
