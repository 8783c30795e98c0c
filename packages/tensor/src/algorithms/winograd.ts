// Convolutions of stride 1, and their adjoints, by Winograd's minimal filtering: see ops/winograd_form.ts.
import type { Algorithm, Parameters } from "./algorithm.ts";
import { elements, type Shape, type Step, type Value } from "../graph.ts";
import { convOp } from "../ops/conv.ts";
import { turn } from "../ops/conv_adjoint.cpu.ts";
import { winogradSteps, type WinogradProduct } from "../ops/winograd.ts";
import { suitsWinograd, winogradWeights, type WinogradForm } from "../ops/winograd_form.ts";
import { numbersOf, type Parameter } from "../parameter.ts";

export const throughWinograd = (form: WinogradForm, product: WinogradProduct): Algorithm => (step, parameters) => {
  const { op, inputs: [, weight], constants } = step;
  if (!weight || !parameters.has(weight)) return undefined;
  const [kernelH = 0, kernelW = 0, cin = 0, cout = 0] = weight.shape;
  if (op === convOp) return suitsWinograd([kernelH, kernelW, cin, cout], constants, form) ? forward([form, product], step, parameters) : undefined;
  return suitsWinograd([kernelH, kernelW, cout, cin], constants, form) ? backward([form, product], step, parameters) : undefined;
};

type Way = readonly [form: WinogradForm, product: WinogradProduct];

function forward([form, product]: Way, { inputs: [image, weight, bias, residual], output, constants }: Step, parameters: Parameters): Step[] {
  const [, , cin = 0, cout = 0] = (weight as Value).shape;
  const transformed = parameter(parameters, `${output.name} (winograd weight)`, [form.frequencies, cin, cout],
    (into) => winogradWeights(numbers(parameters, weight), form, into));
  return winogradSteps(form, product, {
    image: image as Value, weight: transformed, bias: bias as Value, residual, output,
    padding: constants["padding"] ?? 0, relu: constants["relu"] === 1,
  });
}

/** The adjoint is a convolution under the turned kernel, padded by what was not: r − 1 − P. */
function backward([form, product]: Way, { inputs: [gradient, weight], output, constants }: Step, parameters: Parameters): Step[] | undefined {
  const padding = form.kernel - 1 - (constants["padding"] ?? 0);
  if (padding < 0) return undefined;
  const [, , cin = 0, cout = 0] = (weight as Value).shape;
  const transformed = parameter(parameters, `${output.name} (winograd weight)`, [form.frequencies, cout, cin],
    (into) => winogradWeights(turn(numbers(parameters, weight), form.kernel ** 2, cin, cout, 1), form, into));
  const bias = parameter(parameters, `${output.name} (no bias)`, [cin], (into) => into.fill(0));
  return winogradSteps(form, product, { image: gradient as Value, weight: transformed, bias, output, padding, relu: false });
}

const numbers = (parameters: Parameters, value: Value | undefined): Float32Array => numbersOf(parameters.get(value as Value) as Parameter);

/** A parameter more, made when it is read. */
function parameter(parameters: Parameters, name: string, shape: Shape, write: Parameter["write"]): Value {
  const value: Value = { name, shape, type: "f32" };
  parameters.set(value, { length: elements(shape), write });
  return value;
}
