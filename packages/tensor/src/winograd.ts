// Graph → graph: 3×3 convolutions of stride 1, and their adjoints, by Winograd's F(2×2, 3×3).
// The same numbers but for rounding, with 4 multiplications per output pixel and channel pair instead of 9. What a
// convolution's output is called and read by stays; only the way there changes.
import { Graph, type Step, type Value } from "./graph.ts";
import { convOp } from "./ops/conv.ts";
import { turn } from "./ops/conv_adjoint.cpu.ts";
import { convAdjointOp } from "./ops/conv_adjoint.ts";
import { winogradSteps } from "./ops/winograd.ts";
import { FREQUENCIES, suitsWinograd, winogradWeights } from "./ops/winograd.cpu.ts";

export function winograd(graph: Graph): Graph {
  const parameters = new Map(graph.parameters);
  const steps = graph.steps.flatMap((step) => {
    if (!applies(step, graph)) return [step];
    return step.op === convOp ? forward(step, parameters) : backward(step, parameters);
  });
  return Graph.rewritten(graph, steps, parameters);
}

function applies({ op, inputs: [, weight], constants }: Step, graph: Graph): boolean {
  if ((op !== convOp && op !== convAdjointOp) || !graph.parameters.has(weight as Value)) return false;
  const [kernelH = 0, kernelW = 0, cin = 0, cout = 0] = (weight as Value).shape;
  return suitsWinograd(op === convOp ? [kernelH, kernelW, cin, cout] : [kernelH, kernelW, cout, cin], constants);
}

type Parameters = Map<Value, Float32Array>;

function forward({ inputs: [image, weight, bias, residual], output, constants }: Step, parameters: Parameters): Step[] {
  const [, , cin = 0, cout = 0] = (weight as Value).shape;
  const transformed = parameter(parameters, `${output.name} (winograd weight)`, [FREQUENCIES, cin, cout], () => winogradWeights(dataOf(parameters, weight)));
  return winogradSteps({
    image: image as Value, weight: transformed, bias: bias as Value, residual, output,
    padding: constants["padding"] ?? 0, relu: constants["relu"] === 1,
  });
}

/** The adjoint is a convolution under the turned kernel, padded by what was not: 2 − P. */
function backward(step: Step, parameters: Parameters): Step[] {
  const { inputs: [gradient, weight], output, constants } = step;
  const padding = 2 - (constants["padding"] ?? 0);
  if (padding < 0) return [step];
  const [, , cin = 0, cout = 0] = (weight as Value).shape;
  const transformed = parameter(parameters, `${output.name} (winograd weight)`, [FREQUENCIES, cout, cin], () => winogradWeights(turn(dataOf(parameters, weight), 9, cin, cout, 1)));
  const bias = parameter(parameters, `${output.name} (no bias)`, [cin], () => new Float32Array(cin));
  return winogradSteps({ image: gradient as Value, weight: transformed, bias, output, padding, relu: false });
}

const dataOf = (parameters: Parameters, value: Value | undefined): Float32Array => parameters.get(value as Value) as Float32Array;

function parameter(parameters: Parameters, name: string, shape: readonly number[], make: () => Float32Array): Value {
  const value: Value = { name, shape, type: "f32" };
  parameters.set(value, make());
  return value;
}
