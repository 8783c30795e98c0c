// What the peers are given: the network as the paper draws it, one step per layer, with the batch-norm behind a convolution in its weights and
// its bias, as exporters to ONNX do it. What else joins steps is each engine's own business.
//
//   γ·(w·x + b − mean)/√(variance + ε) + β  =  (s·w)·x + (s·(b − mean) + β),   s = γ/√(variance + ε)
import { Graph, numbersOf, type Parameter, type Step, stepsFor, type Value } from "../../packages/tensor/src/index.ts";
import { parameterOf } from "../../packages/tensor/src/graph/parameter.ts";

export function peerGraph(plain: Graph, outputs: readonly Value[]): Graph {
  const parameters = new Map(plain.parameters);
  const steps = stepsFor(plain.steps, outputs);
  const made = new Map<Value, Step>(); // by output, in order
  for (const step of steps) {
    const before = made.get(step.inputs[0] as Value);
    if (step.op.name === "batch_norm" && before?.op.name === "conv" && isOnlyReader(step, before.output, steps, outputs)) {
      made.delete(before.output);
      made.set(step.output, folded(before, step, parameters));
    } else made.set(step.output, step);
  }
  return Graph.rewritten(plain, [...made.values()], parameters);
}

const isOnlyReader = (step: Step, value: Value, steps: readonly Step[], outputs: readonly Value[]): boolean =>
  !outputs.includes(value) && steps.every((other) => other === step || !other.inputs.includes(value));

function folded(conv: Step, norm: Step, parameters: Map<Value, Parameter>): Step {
  const numbers = (value: Value): Float32Array => numbersOf(parameters.get(value) as Parameter);
  const [image, weight, bias] = conv.inputs as [Value, Value, Value];
  const [gamma, beta, mean, variance] = norm.inputs.slice(1).map(numbers) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const scale = Float64Array.from(gamma, (g, k) => g / Math.sqrt((variance[k] as number) + (norm.constants["epsilon"] ?? 0)));
  const [scaled, shifted]: [Value, Value] = [{ ...weight, name: `${weight.name}, scaled` }, { ...bias, name: `${bias.name}, shifted` }];
  parameters.set(scaled, parameterOf(numbers(weight).map((w, at) => w * (scale[at % scale.length] as number))));
  parameters.set(shifted, parameterOf(numbers(bias).map((b, k) => (scale[k] as number) * (b - (mean[k] as number)) + (beta[k] as number))));
  return { ...conv, inputs: [image, scaled, shifted], output: norm.output };
}
