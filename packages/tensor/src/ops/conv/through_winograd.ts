// Convolutions of stride 1, and their adjoints, by Winograd's minimal filtering: see ops/winograd_form.ts.
import type { Algorithm, Parameters } from "./algorithm.ts";
import { elements, type Shape, type Step, type Value } from "../../graph/graph.ts";
import { convOp } from "./conv.ts";
import { turn } from "./conv_adjoint.cpu.ts";
import { winogradSteps, type WinogradProduct } from "./winograd.ts";
import { suitsWinograd, winogradWeights, type WinogradForm } from "./winograd_form.ts";
import { formOf, numbersOf, type Parameter } from "../../graph/parameter.ts";

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
  const transformed = made(parameters, weight as Value, `winograd ${form.tile}×${form.tile}`, `${output.name} (winograd weight)`, [form.frequencies, cin, cout],
    (numbers, into) => winogradWeights(numbers, form, into));
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
  const transformed = made(parameters, weight as Value, `winograd ${form.tile}×${form.tile}, turned`, `${output.name} (winograd weight)`, [form.frequencies, cout, cin],
    (numbers, into) => winogradWeights(turn(numbers, form.kernel ** 2, cin, cout, 1), form, into));
  const bias = made(parameters, weight as Value, "no bias", `${output.name} (no bias)`, [cin], (_, into) => into.fill(0));
  return winogradSteps(form, product, { image: gradient as Value, weight: transformed, bias, output, padding, relu: false });
}

/** A form of a parameter as a parameter more, made when it is read. */
function made(parameters: Parameters, of: Value, form: string, name: string, shape: Shape, write: (numbers: Float32Array, into: Float32Array) => void): Value {
  const value: Value = { name, shape, type: "f32" };
  const parameter = parameters.get(of) as Parameter;
  parameters.set(value, formOf(parameter, form, () => ({ length: elements(shape), write: (into) => write(numbersOf(parameter), into) })));
  return value;
}
