// What an algorithm of convolution is: steps in place of one step.
import { elements, type Shape, type Step, type Value } from "../../graph/graph.ts";
import { formOf, numbersOf, type Parameter } from "../../graph/parameter.ts";
import type { ConvStep } from "./conv.ts";

/** A graph's parameters, to which an algorithm adds what it makes of the weights. */
export type Parameters = Map<Value, Parameter>;

/** The steps, of which the last makes the convolution's output, or undefined where this algorithm does not apply. */
export type Algorithm = (step: ConvStep, parameters: Parameters) => Step[] | undefined;

/** What a form of a parameter is called, and the array that it is. */
interface Form {
  readonly form: string;
  readonly name: string;
  readonly shape: Shape;
  /** @param numbers of the parameter; @param into [shape] */
  write(numbers: Float32Array, into: Float32Array): void;
}

/** Another form of a parameter as a parameter more, made when it is read. */
export function derived(parameters: Parameters, of: Value, { form, name, shape, write }: Form): Value {
  const value: Value = { name, shape, type: "f32" };
  const parameter = parameters.get(of) as Parameter;
  parameters.set(value, formOf(parameter, form, () => ({ length: elements(shape), write: (into) => write(numbersOf(parameter), into) })));
  return value;
}
