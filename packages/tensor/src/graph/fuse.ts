// Unfused graph → fused graph: batch-norm folded into a scale and the bias, ReLU and residual into the convolution.
// ResNet-18 goes from 68 steps to 23. The Values that remain are the very same objects, so that
// `compile(gpu, fuse(graph, outputs), outputs)` needs no translation.
//
//   γ·(w·x + b − mean)/√(variance + ε) + β  =  s·(w·x) + (s·(b − mean) + β),   s = γ/√(variance + ε)
//
// Other activation functions go into the convolution where their slope can be read from its output, as a ReLU's can: their input is
// made no more. The others do where no gradient will pass.
//
// The scale stays outside of the weights, so that a device has one copy of them, whether a network runs fused or unfused.
import { elements, stepsFor, Graph, type Step, type Value } from "./graph.ts";
import { activationOp, showsSlope } from "../ops/activation/activation.ts";
import { activationOf, noActivation, type ActivationAttributes } from "../ops/activation/activation_functions.ts";
import { addOp } from "../ops/add/add.ts";
import { batchNormOp, type BatchNormAttributes } from "../ops/batch_norm/batch_norm.ts";
import { convOp, convOperands, type ConvStep } from "../ops/conv/conv.ts";
import { reluOp } from "../ops/relu/relu.ts";
import { foldConcats } from "./fold_concats.ts";
import { formOf, numbersOf, type Parameter } from "./parameter.ts";
import { lastAxis } from "./shapes.ts";

/** What will become of the fused graph. */
export interface FuseOptions {
  /** Whether steps that carry gradients will be appended: then what they read is left. True unless said. */
  readonly gradients?: boolean;
}

/**
 * The same computation in fewer steps: batch-norm, activation function and the residual folded into the convolutions before
 * them, or, where there is a concatenation before them, batch-norm and ReLU into that.
 * @param outputs Values that must stay readable; the steps between them may vanish
 * @example
 * ```ts
 * import { fuse, Graph, resnet } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const { logits } = resnet(graph, checkpoint, graph.input("image", [1, 224, 224, 3]));
 * graph.steps.length; // → 68
 * fuse(graph, [logits]).steps.length; // → 23
 * ```
 */
export function fuse(graph: Graph, outputs: readonly Value[], { gradients = true }: FuseOptions = {}): Graph {
  const steps = stepsFor(graph.steps, outputs);
  const parameters = new Map(graph.parameters);
  const readers = countReaders(steps);
  const fused = new Map<Value, Step>(); // by output, in order

  for (const step of steps) {
    const merged = merge(step, (value) => {
      const maker = fused.get(value);
      const onlyReader = readers.get(value) === 1 && !outputs.includes(value);
      return maker?.op === convOp && onlyReader ? (maker as ConvStep) : undefined;
    }, parameters, gradients);
    if (merged) fused.delete(merged.swallowed);
    fused.set(step.output, merged?.step ?? step);
  }
  return foldConcats(Graph.rewritten(graph, [...fused.values()], parameters), outputs);
}

function countReaders(steps: readonly Step[]): Map<Value, number> {
  const readers = new Map<Value, number>();
  for (const value of steps.flatMap((step) => step.inputs)) readers.set(value, (readers.get(value) ?? 0) + 1);
  return readers;
}

interface Merged {
  /** The convolution that now makes `step`'s output. */
  readonly step: Step;
  /** The Value that is made no more. */
  readonly swallowed: Value;
}

/** Joins `step` to the convolution before it. `convFor` answers that convolution if nobody else reads its output. */
function merge(step: Step, convFor: (value: Value) => ConvStep | undefined, parameters: Map<Value, Parameter>, gradients: boolean): Merged | undefined {
  const [first, second] = step.inputs as [Value, Value];
  const open = openConv(convFor(first));
  const plain = withoutResidual(open);
  if (step.op === batchNormOp && plain && !plain.constants.scaled) return { step: fold(plain, step as Step<BatchNormAttributes>, parameters), swallowed: first };
  if (step.op === reluOp && open) return { step: { ...open, constants: { ...open.constants, relu: 1 }, output: step.output }, swallowed: first };
  if (step.op === activationOp && open && mayEnd(step as Step<ActivationAttributes>, gradients)) {
    return { step: { ...open, constants: { ...open.constants, ...step.constants }, output: step.output }, swallowed: first };
  }
  if (step.op !== addOp || first === second) return undefined;
  if (plain) return { step: { ...plain, inputs: [...plain.inputs, second], output: step.output }, swallowed: first };
  const other = withoutResidual(openConv(convFor(second)));
  return other && { step: { ...other, inputs: [...other.inputs, first], output: step.output }, swallowed: second };
}

/** Only where no function ends it yet. */
const openConv = (conv: ConvStep | undefined): ConvStep | undefined =>
  conv && !conv.constants.relu && conv.constants.activation === noActivation.activation ? conv : undefined;

const withoutResidual = (conv: ConvStep | undefined): ConvStep | undefined =>
  conv && !convOperands(conv, conv.inputs).residual ? conv : undefined;

/** Whether a function may be a convolution's last part. Padding lanes hold 0 before it, and must after it. */
function mayEnd({ constants, output }: Step<ActivationAttributes>, gradients: boolean): boolean {
  const keepsPadding = lastAxis(output) % 4 === 0 || activationOf(constants)(0) === 0;
  return keepsPadding && (!gradients || showsSlope(constants));
}

/** The convolution with batch-norm's scale [Cout] as its own and its shift in its bias [Cout]. The weights stay those of the file. */
function fold(conv: ConvStep, norm: Step<BatchNormAttributes>, parameters: Map<Value, Parameter>): Step {
  const [image, weight, bias] = conv.inputs as [Value, Value, Value];
  const [, gamma, beta, mean, variance] = norm.inputs as [Value, Value, Value, Value, Value];
  const numbers = (value: Value): Float32Array => numbersOf(parameters.get(value) as Parameter);
  const factors = (): Float64Array => {
    const spread = numbers(variance);
    return Float64Array.from(numbers(gamma), (g, k) => g / Math.sqrt((spread[k] as number) + norm.constants.epsilon));
  };
  const shifted = (): Float64Array => {
    const [s, before, about, after] = [factors(), numbers(bias), numbers(mean), numbers(beta)];
    return s.map((factor, k) => factor * ((before[k] as number) - (about[k] as number)) + (after[k] as number));
  };
  const form = `with ${norm.output.name}`;
  const made = (of: Value, name: string, make: () => Float64Array): Value => {
    const value = { ...of, name };
    parameters.set(value, formOf(parameters.get(of) as Parameter, form, () => {
      let known: Float64Array | undefined; // asked for at every run
      const exact = (): Float64Array => (known ??= make());
      return { length: elements(of.shape), exact, write: (into) => into.set(exact()) };
    }));
    return value;
  };
  const scale = made(gamma, `${norm.output.name} (scale)`, factors);
  return { ...conv, inputs: [image, weight, made(bias, `${bias.name} ${form}`, shifted), scale], constants: { ...conv.constants, scaled: 1 }, output: norm.output };
}
